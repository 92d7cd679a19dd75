"""Jupyter's way to warm kernels: a kernel provisioner, found by its entry point ``workings``."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from workings.run.kernels import fork_kernel


class WarmProvisioner(LocalProvisioner):
    """Has kernels forked by a server of warm ones; where there is none, starts ordinary ones."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Have a kernel forked, and be back once it listens."""
        kernel = fork_kernel(cmd, kwargs["env"], kwargs.get("cwd"))
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = kernel
        self.pid, self.cwd = kernel.pid, kwargs.get("cwd")
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for its end, and look oftener than Jupyter does, which waits for people."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.002)
        return await super().wait()
