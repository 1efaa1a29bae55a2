"""A plain page with a table: what a stand-in provider got, for looking at in a browser."""

import html
from collections.abc import Iterable, Mapping, Sequence

PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>{title}</title>
<style>body{{font:15px/1.5 system-ui,sans-serif;margin:2rem}}table{{border-collapse:collapse}}
td,th{{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top;white-space:pre-wrap}}</style>
</head>
<body><h1>{title}</h1><table><tr>{heads}</tr>
{rows}
</table></body></html>
"""


def page(title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> str:
    """`columns` maps a row's key to its heading; the newest row comes first; everything is escaped."""
    body = "\n".join(f"<tr>{_cells(row.get(key, '') for key in columns)}</tr>" for row in reversed(rows))
    heads = "".join(f"<th>{html.escape(heading)}</th>" for heading in columns.values())
    return PAGE.format(title=html.escape(title), heads=heads, rows=body)


def _cells(values: Iterable[object]) -> str:
    return "".join(f"<td>{html.escape(_text(value))}</td>" for value in values)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
