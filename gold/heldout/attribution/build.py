"""Turn the authoring files of src/ into id.jsonl and en.jsonl.

An authoring file has a head (id, outlet, title), an empty line, and paragraphs of one line each.
Lines that begin with "@" annotate the paragraph above them: "key=value | key=value", with the keys
source, cue, content, via, via_cue, hedge, ant (antecedent), type, act, kind and nested.

A value is an exact substring of the paragraph (of the whole text for ant). "A // B" are two
fragments, "first words ~ last words" leaves the middle out, "[kata ]Budi" finds "kata Budi" and
marks only "Budi", and "Budi#2" is the second occurrence. Anything missing or ambiguous is an error.
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
TYPES = [
    "person_named",
    "office_unnamed",
    "organisation",
    "outlet",
    "document",
    "anonymous",
    "group",
    "other",
    "none",
]
ACTS = ["say", "belief", "intention", "directive", "decree", "perception"]
SPANS = {"source", "cue", "content", "via", "via_cue", "hedge"}
KEYS = SPANS | {"ant", "type", "act", "kind"}
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
WORDS = re.compile(r"\w+")


def places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Every whole-word occurrence of a substring, less its bracketed context."""
    plain = wanted.replace("[", "").replace("]", "")
    left = len(wanted[1 : wanted.index("]")]) if wanted.startswith("[") else 0
    right = len(wanted) - wanted.rindex("[") - 2 if wanted.endswith("]") else 0
    found = re.finditer(rf"(?<!\w){re.escape(plain)}(?!\w)", text)
    if not plain[-1].isalnum() or not plain[0].isalnum():
        found = re.finditer(re.escape(plain), text)
    return [(m.start() + left, m.end() - right) for m in found]


def pick(text: str, wanted: str) -> tuple[int, int]:
    """The one place of a substring, or the numbered one."""
    wanted, number = re.fullmatch(r"(.*?)(?:#(\d+))?", wanted).groups()
    found = places(text, wanted)
    if not found or (number is None and len(found) > 1):
        raise ValueError(f"{len(found)} x {wanted!r} in: {text[:80]}")
    return found[int(number or 1) - 1]


def spans(text: str, value: str, base: int) -> list[list[int]]:
    """The fragments of a value as offsets into the article."""
    out = []
    for part in filter(None, value.split(" // ")):
        head, _, tail = part.partition(" ~ ")
        begin, end = pick(text, head)
        if tail:
            end += pick(text[end:], tail)[1]
        out.append([base + begin, base + end])
    return out


def kind_of(content: list[str]) -> str:
    """Direct when all is quoted (an opening bahwa or that aside), indirect when nothing is."""
    if not any(QUOTED.search(c) for c in content):
        return "indirect"
    rest = [w for c in content for w in WORDS.findall(QUOTED.sub(" ", c))]
    return "mixed" if set(rest) - {"bahwa", "that"} else "direct"


def attribution(line: str, paragraph: str, base: int, text: str) -> dict:
    fields = dict(f.strip().partition("=")[::2] for f in line[1:].split(" | "))
    nested = fields.pop("nested", None) is not None
    if set(fields) - KEYS or not fields.get("cue") or not fields.get("content"):
        raise ValueError(f"bad line: {line}")
    at = {k: spans(paragraph, fields.get(k, ""), base) for k in SPANS}
    at |= {"ant": spans(text, fields.get("ant", ""), 0)}
    kind = kind_of([text[b:e] for b, e in at["content"]])
    source_type = fields.get("type", "none")
    act = fields.get("act", "say")
    if source_type not in TYPES or act not in ACTS or bool(at["source"]) == (source_type == "none"):
        raise ValueError(f"bad label: {line}")
    return {
        "source": at["source"],
        "cue": at["cue"],
        "content": at["content"],
        "kind": fields.get("kind", kind),
        "source_type": source_type,
        "via": [[s] for s in at["via"]],
        "via_cue": [[s] for s in at["via_cue"]],
        "hedged": bool(at["hedge"]),
        "hedge": at["hedge"],
        "antecedent": at["ant"],
        "act": act,
        "nested": nested,
    }


def article(path: Path) -> dict:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = [line for line in body.splitlines() if line.strip()]
    text = "\n".join(line for line in lines if not line.startswith("@"))
    found, paragraph, base = [], "", 0
    for line in lines:
        if line.startswith("@"):
            found.append(attribution(line, paragraph, base, text))
        else:
            base += len(paragraph) + 1 if paragraph else 0
            paragraph = line
    meta = dict(line.split(": ", 1) for line in head.splitlines())
    numbered = [{**a, "n": n} for n, a in enumerate(found)]
    return {**meta, "lang": path.stem[:2], "text": text, "attributions": numbered}


def main() -> None:
    for lang in ("id", "en"):
        made = [article(p) for p in sorted((HERE / "src").glob(f"{lang}*.txt"))]
        rows = [json.dumps(a, ensure_ascii=False) + "\n" for a in made]
        (HERE / f"{lang}.jsonl").write_text("".join(rows), encoding="utf-8")
        print(lang, len(made), "articles,", sum(len(a["attributions"]) for a in made))


if __name__ == "__main__":
    main()
