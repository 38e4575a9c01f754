"""Sheets looked through before a library builds trees of them: how many elements they have, and whether formulas.

An element of four bytes costs a library some hundred, and zip packs it into none; so elements are counted.
"""

from xml.parsers import expat

_ROWS, _COLUMNS = 1_048_576, 16_384
_IN_A_ROW = 16 * _COLUMNS
_OUTSIDE_ROWS = 1_000_000
_SHARED = 16_000_000
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Sheets:
    """Takes a workbook's parts piece by piece; `formulas` tells whether any sheet has one."""

    def __init__(self) -> None:
        self.formulas = False
        self._part = ""
        self._counter = _Counter()
        self._shared = 0

    def see(self, part: str, piece: bytes) -> None:
        """Look at the next piece of a part.

        Raises:
            ValueError: for more elements than a sheet can have, or what is no XML.
        """
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            if part != self._part:
                self._part, self._counter = part, _Counter()
            self._counter.feed(piece)
            self.formulas = self.formulas or self._counter.formulas
        elif not part.startswith("xl/media/"):
            self._shared += piece.count(b"<")
            if self._shared > _SHARED:
                raise ValueError("more texts than can be held; save the sheet as CSV")


class _Counter:
    """Counts the elements of one sheet inside and outside its rows."""

    def __init__(self) -> None:
        self.formulas = False
        self._rows = self._outside = self._inside = 0
        self._in_row = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        """The next piece."""
        try:
            self._parser.Parse(piece)
        except expat.ExpatError as error:
            raise ValueError(f"a sheet is not well-formed XML ({error})") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.removeprefix(f"{_NAMESPACE} ")
        if self._in_row:
            self._inside += 1
            self.formulas = self.formulas or name == "f"
            if self._inside > _IN_A_ROW:
                raise ValueError(f"a row with more than {_COLUMNS:,} cells")
        elif name == "row":
            self._in_row, self._inside = True, 0
            self._rows += 1
            if self._rows > _ROWS:
                raise ValueError(f"more than {_ROWS:,} rows")
        else:
            self._outside += 1
            if self._outside > _OUTSIDE_ROWS:
                raise ValueError("more around its rows than a sheet can have")

    def _end(self, name: str) -> None:
        if name == f"{_NAMESPACE} row":
            self._in_row = False

    def _doctype(self, *_: object) -> None:
        raise ValueError("a part declares a document type, which office programs never do")
