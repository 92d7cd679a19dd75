"""A font made by hand, in which every character is the same square: no picture misses it."""

import struct

EM, SQUARE = 1000, 800


def write_font(path, family):
    """Write a TrueType font of that family."""
    tables = dict(sorted(_tables(family).items()))
    offset, directory, content = 12 + 16 * len(tables), b"", b""
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag.encode(), 0, offset + len(content), len(table))
        content += table + b"\0" * (-len(table) % 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0) + directory + content)


def _tables(family):
    """Return the tables that a font can't do without: glyph 0 is empty, glyph 1 the square."""
    steps = [(0, 0), (0, SQUARE), (SQUARE, 0), (0, -SQUARE)]
    square = struct.pack(">hhhhhHH4B", 1, 0, 0, SQUARE, SQUARE, 3, 0, 1, 1, 1, 1)
    square += b"".join(struct.pack(">4h", *along) for along in zip(*steps, strict=True))
    return {
        "head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            0x10000, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, 0, SQUARE, SQUARE, 0, 8, 2, 0, 0,
        ),
        "hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, SQUARE, -200, 0, EM, *[0] * 3, 1, *[0] * 7, 2
        ),
        "maxp": struct.pack(">IH", 0x5000, 2),
        "hmtx": struct.pack(">HhHh", EM, 0, EM, 0),
        "cmap": struct.pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 32, 0x10FFFF, 1),
        "glyf": square,
        "loca": struct.pack(">HHH", 0, 0, len(square) // 2),
        "name": _names({1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}),
    }  # fmt: skip


def _names(names):
    records, texts = b"", b""
    for kind, text in names.items():
        words = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, kind, len(words), len(texts))
        texts += words
    return struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + texts
