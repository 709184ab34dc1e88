"""On which line of a TOML text each key stands: tomllib gives values and no places."""

import re
from collections import defaultdict

_TOKEN = re.compile(
    r'''
      (?P<string>"""(?:[^\\]|\\.)*?"""(?:"{0,2}) | \'\'\'.*?\'\'\'(?:'{0,2}) | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    | (?P<comment>\#[^\n]*)
    | (?P<newline>\n)
    | (?P<mark>[\[\]{}=,])
    | (?P<bare>[^\s\[\]{}=,\#"']+)
    ''',
    re.VERBOSE | re.DOTALL,
)


def lines_of(text):
    """The line of each table and key, by its path: ("findings", 3) or ("findings", 3, "title").

    The text is TOML that tomllib has read, so only its outline is looked at.
    """
    return _Outline(text).lines


class _Outline:
    def __init__(self, text):
        self.lines = {}
        self.counts = defaultdict(int)
        self.table = ()
        statement = []
        depth = 0
        for kind, token, line in _tokens(text):
            depth += (token in ("[", "{")) - (token in ("]", "}")) if kind == "mark" else 0
            if kind == "newline" and depth == 0:
                self._statement(statement)
                statement = []
            elif kind not in ("newline", "comment"):
                statement.append((kind, token, line))

    def _statement(self, tokens):
        if tokens and tokens[0][1] == "[":
            self._header(tokens)
        elif tokens:
            self._value(tokens, *self._key(tokens, 0, self.table))

    def _header(self, tokens):
        is_repeated = tokens[1][:2] == ("mark", "[")
        path = ()
        for part in _parts(tokens):
            path = (*self._newest(path), part)
            self.lines.setdefault(path, tokens[0][2])
        if is_repeated:
            self.counts[path] += 1
        self.table = self._newest(path)
        self.lines[self.table] = tokens[0][2]

    def _newest(self, path):
        return (*path, self.counts[path] - 1) if self.counts.get(path) else path

    def _key(self, tokens, start, table):
        """Note the line of the key that starts there; answer where its value starts, and its path."""
        end = next(i for i in range(start, len(tokens)) if tokens[i][:2] == ("mark", "="))
        path = table + tuple(_parts(tokens[start:end]))
        self.lines[path] = tokens[start][2]
        return end + 1, path

    def _value(self, tokens, at, path):
        """Walk a value, noting the tables and keys inside it; answer the index after it."""
        kind, token, _ = tokens[at]
        if (kind, token) == ("mark", "["):
            return self._list(tokens, at + 1, path)
        if (kind, token) == ("mark", "{"):
            return self._inline_table(tokens, at + 1, path)
        # A date and a time apart are two words of one value.
        while at < len(tokens) and tokens[at][0] != "mark":
            at += 1
        return at

    def _list(self, tokens, at, path):
        index = 0
        while tokens[at][:2] != ("mark", "]"):
            if tokens[at][:2] == ("mark", ","):
                at += 1
                continue
            self.lines[(*path, index)] = tokens[at][2]
            at = self._value(tokens, at, (*path, index))
            index += 1
        return at + 1

    def _inline_table(self, tokens, at, path):
        while tokens[at][:2] != ("mark", "}"):
            if tokens[at][:2] == ("mark", ","):
                at += 1
                continue
            at = self._value(tokens, *self._key(tokens, at, path))
        return at + 1


def _tokens(text):
    line = 1
    for match in _TOKEN.finditer(text + "\n"):
        yield match.lastgroup, match.group(), line
        line += match.group().count("\n")


def _parts(tokens):
    """The parts of a dotted key."""
    parts = []
    for kind, token, _ in tokens:
        if kind == "string":
            parts.append(token[1:-1])
        elif kind == "bare":
            parts += [part for part in token.split(".") if part]
    return parts
