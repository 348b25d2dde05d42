"""What was filled into the fields of a PDF form: drawn on the page, but not in its text layer."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

FIELDS = 2000  # of a page
_BYTES = 20_000  # of a value

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in points of the page


def filled_fields(
    page: pdfium.PdfPage, forms: pdfium.PdfFormEnv
) -> Iterator[tuple[str, Rectangle]]:
    """The text of each field that has one, and where it is drawn."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                continue
            kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
            place = _rectangle(annotation)
            if kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX) and place:
                yield _value(annotation, forms), place
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(annotation: object, forms: pdfium.PdfFormEnv) -> str:
    length = raw.FPDFAnnot_GetFormFieldValue(forms, annotation, None, 0)
    if not 2 < length <= _BYTES:
        return ""
    buffer = ctypes.create_string_buffer(length)
    letters = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFAnnot_GetFormFieldValue(forms, annotation, letters, length)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0")


def _rectangle(annotation: object) -> Rectangle | None:
    found = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, found):
        return None
    xs, ys = sorted((found.left, found.right)), sorted((found.bottom, found.top))
    return xs[0], ys[0], xs[1], ys[1]
