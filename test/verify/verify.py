#!/usr/bin/env python3
"""Verifies the ledger of a Mihe database (SQLite), as docs/ledger.md describes it.

It shares no code with the program: Python's standard library alone, signatures included. Usage:

    verify.py [--node NUMBER] [--head FILE] DATABASE...

One JSON object for each database on stdout. Exit 0: all good; 1: a finding; 2: usage; 3: the file of checkpoints is
no good; 5: a database cannot be read. The database is opened for reading only.
"""

import argparse
import functools
import hashlib
import heapq
import json
import math
import re
import sqlite3
import sys
import urllib.parse

# --- signatures -------------------------------------------------------------------------------------------------


def inverse(a, p):
    return pow(a, -1, p)


class Edwards:
    """Ed25519, RFC 8032: points in extended coordinates x, y, z, t with t = xy/z."""

    p = 2**255 - 19
    n = 2**252 + 27742317777372353535851937790883648493
    d = -121665 * inverse(121666, 2**255 - 19) % (2**255 - 19)

    @classmethod
    def add(cls, a, b):
        p = cls.p
        x1, y1, z1, t1 = a
        x2, y2, z2, t2 = b
        e = (y1 - x1) * (y2 - x2) % p
        f = (y1 + x1) * (y2 + x2) % p
        g = 2 * t1 * t2 * cls.d % p
        h = 2 * z1 * z2 % p
        e, f, g, h = f - e, h - g, h + g, f + e
        return e * f % p, g * h % p, f * g % p, e * h % p

    @classmethod
    def times(cls, k, a):
        sum_ = (0, 1, 1, 0)
        while k:
            if k & 1:
                sum_ = cls.add(sum_, a)
            a = cls.add(a, a)
            k >>= 1
        return sum_

    @classmethod
    def read(cls, raw):
        """The point that 32 bytes stand for, or None."""
        p = cls.p
        y = int.from_bytes(raw, "little")
        odd, y = y >> 255, (y & (2**255 - 1)) % p
        square = (y * y - 1) * inverse(cls.d * y * y + 1, p) % p
        x = pow(square, (p + 3) // 8, p)
        if (x * x - square) % p:
            x = x * pow(2, (p - 1) // 4, p) % p
        if (x * x - square) % p:
            return None
        if x & 1 != odd:
            x = -x % p
        return x, y, 1, x * y % p

    @classmethod
    def write(cls, a):
        z = inverse(a[2], cls.p)
        x, y = a[0] * z % cls.p, a[1] * z % cls.p
        return (y | (x & 1) << 255).to_bytes(32, "little")


EDWARDS_BASE = Edwards.read((4 * inverse(5, Edwards.p) % Edwards.p).to_bytes(32, "little"))


def ed25519(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a = Edwards.read(public)
    s = int.from_bytes(signature[32:], "little")
    if a is None or s >= Edwards.n:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Edwards.n
    minus_a = (-a[0] % Edwards.p, a[1], 1, -a[3] % Edwards.p)
    r = Edwards.add(Edwards.times(s, EDWARDS_BASE), Edwards.times(k, minus_a))
    return Edwards.write(r) == signature[:32]


def sm3(message):
    """GB/T 32905-2016."""

    def rotate(x, n):
        n %= 32
        return (x << n | x >> (32 - n)) & 0xFFFFFFFF

    v = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    bits = len(message) * 8
    message += b"\x80" + b"\0" * (-(len(message) + 9) % 64) + bits.to_bytes(8, "big")
    for start in range(0, len(message), 64):
        w = [int.from_bytes(message[i : i + 4], "big") for i in range(start, start + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
            w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            t = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = rotate(rotate(a, 12) + e + rotate(t, j) & 0xFFFFFFFF, 7)
            ss2 = ss1 ^ rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g
            tt1 = ff + d + ss2 + (w[j] ^ w[j + 4]) & 0xFFFFFFFF
            tt2 = gg + h + ss1 + w[j] & 0xFFFFFFFF
            a, b, c, d = tt1, a, rotate(b, 9), c
            e, f, g, h = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4, "big") for x in v)


class SM2:
    """GB/T 32918.5-2017: points are (x, y); None is the point at infinity."""

    p = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
    a = p - 3
    b = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
    n = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
    g = (
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    )

    @classmethod
    def add(cls, s, t):
        p = cls.p
        if s is None or t is None:
            return s or t
        if s[0] == t[0]:
            if (s[1] + t[1]) % p == 0:
                return None
            slope = (3 * s[0] * s[0] + cls.a) * inverse(2 * s[1], p)
        else:
            slope = (t[1] - s[1]) * inverse(t[0] - s[0], p)
        x = (slope * slope - s[0] - t[0]) % p
        return x, (slope * (s[0] - x) - s[1]) % p

    @classmethod
    def times(cls, k, s):
        total = None
        while k:
            if k & 1:
                total = cls.add(total, s)
            s = cls.add(s, s)
            k >>= 1
        return total


def sm2(public, message, signature):
    """GB/T 32918.2-2016 with SM3 and the identity 1234567812345678."""
    if len(public) != 65 or public[0] != 4 or len(signature) != 64:
        return False
    x, y = (int.from_bytes(public[i : i + 32], "big") for i in (1, 33))
    if x >= SM2.p or y >= SM2.p or (y * y - x * x * x - SM2.a * x - SM2.b) % SM2.p:
        return False
    r, s = (int.from_bytes(signature[i : i + 32], "big") for i in (0, 32))
    t = (r + s) % SM2.n
    if not (0 < r < SM2.n and 0 < s < SM2.n and t):
        return False
    identity = b"1234567812345678"
    curve = b"".join(v.to_bytes(32, "big") for v in (SM2.a, SM2.b, *SM2.g, x, y))
    z = sm3((len(identity) * 8).to_bytes(2, "big") + identity + curve)
    e = int.from_bytes(sm3(z + message), "big")
    point = SM2.add(SM2.times(s, SM2.g), SM2.times(t, (x, y)))
    return point is not None and (e + point[0]) % SM2.n == r


ALGORITHMS = {"Ed25519": ed25519, "SM2-SM3": sm2}


@functools.cache
def signed(algorithm, public, message, signature):
    return algorithm in ALGORITHMS and ALGORITHMS[algorithm](public, message, signature)


def key_name(algorithm, public):
    return hashlib.sha256(algorithm.encode() + b"\0" + public).hexdigest()[:32]


# --- stored values ----------------------------------------------------------------------------------------------


class Text(bytes):
    """What a database holds as text; its bytes need not be UTF-8. Plain bytes are what it holds as a blob."""


def text(value):
    """The text that is stored, as a string, or None."""
    if not isinstance(value, Text):
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def whole(value):
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def from_hex(value, digits=None):
    """The bytes that lower-case hexadecimal digits stand for, or None."""
    if value is None or re.fullmatch("(?:[0-9a-f]{2})*", value) is None or digits not in (None, len(value)):
        return None
    return bytes.fromhex(value)


def position(seq):
    """The number at which a row has to be accounted for."""
    if whole(seq):
        return seq
    if isinstance(seq, float) and seq < 2.0**63:
        return math.ceil(seq)
    return math.inf


# --- headers ----------------------------------------------------------------------------------------------------

FIELDS = (
    "v node seq at_ms kind kind_v actor on_behalf_of channel request purpose basis subjects region audience record caused_by"
).split()
NUMBERS = {"v", "seq", "at_ms", "kind_v"}


class Malformed(Exception):
    pass


def written(value):
    if not isinstance(value, str):
        raise Malformed
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def number(value):
    if not whole(value):
        raise Malformed
    return str(value)


def header_text(h):
    """The one form of a header."""
    if not isinstance(h, dict) or list(h) != FIELDS or not isinstance(h["subjects"], list):
        raise Malformed
    parts = []
    for name in FIELDS:
        value = h[name]
        if name in NUMBERS:
            form = number(value)
        elif name == "subjects":
            form = "[" + ",".join(map(written, value)) + "]"
        elif name == "record" and value is None:
            form = "null"
        elif name == "record":
            if not isinstance(value, dict) or list(value) != ["kind", "id", "sha256"]:
                raise Malformed
            form = "{" + ",".join(f'"{k}":{written(v)}' for k, v in value.items()) + "}"
        else:
            form = written(value)
        parts.append(f'"{name}":{form}')
    return "{" + ",".join(parts) + "}"


def kind(value, parts):
    return re.fullmatch("[a-z]+" + r"\.[a-z][a-z0-9_]*" * (parts - 1), value) is not None


def room(value):
    return value.split(".")[0]


def parse_header(raw):
    """Reads a header, or returns None when it breaks a rule."""
    source = text(raw)
    if source is None or re.search("[\x00-\x1f\x7f]", source):
        return None
    try:
        h = json.loads(source)
        if header_text(h) != source:
            return None
    except (ValueError, RecursionError, Malformed):
        return None
    subjects, record, audience = h["subjects"], h["record"], h["audience"]
    good = (
        h["v"] == 1
        and h["node"] != ""
        and h["seq"] >= 1
        and kind(h["kind"], 3)
        and h["kind_v"] >= 1
        and h["actor"] != ""
        and h["channel"] != ""
        and "" not in subjects
        and all(a < b for a, b in zip(subjects, subjects[1:]))
        and (audience in ("self", "parent", "public") or (audience.startswith("peer:") and audience != "peer:"))
    )
    if good and record is not None:
        good = (
            kind(record["kind"], 2)
            and room(record["kind"]) == room(h["kind"])
            and record["id"] != ""
            and from_hex(record["sha256"], 64) is not None
        )
    return h if good else None


# --- checkpoints ------------------------------------------------------------------------------------------------


def checkpoint_text(node, seq, head, at_ms, algorithm, key):
    lines = ["mihe-checkpoint-v1", node, str(seq), head.hex(), str(at_ms), algorithm, key]
    return "".join(line + "\n" for line in lines).encode()


class BadHead(Exception):
    pass


HEAD_FIELDS = {"v", "node", "seq", "head", "at_ms", "algorithm", "key", "public", "signature"}


def read_heads(path):
    """Reads checkpoints kept elsewhere."""
    heads = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                heads.append(read_head(line))
    if not heads:
        raise BadHead
    return heads


def read_head(line):
    try:
        h = json.loads(line)
    except ValueError as e:
        raise BadHead from e
    if not isinstance(h, dict) or set(h) != HEAD_FIELDS or h["v"] != 1:
        raise BadHead
    if not whole(h["seq"]) or not whole(h["at_ms"]) or h["seq"] < 1:
        raise BadHead
    if not all(isinstance(h[k], str) for k in HEAD_FIELDS - {"v", "seq", "at_ms"}):
        raise BadHead
    h["head"], h["public"] = from_hex(h["head"], 64), from_hex(h["public"])
    signature = from_hex(h["signature"], 128)
    if None in (h["head"], h["public"], signature) or h["key"] != key_name(h["algorithm"], h["public"]):
        raise BadHead
    message = checkpoint_text(h["node"], h["seq"], h["head"], h["at_ms"], h["algorithm"], h["key"])
    if not signed(h["algorithm"], h["public"], message, signature):
        raise BadHead
    return h


class Keys:
    """The public keys that a database lists."""

    def __init__(self, rows):
        self.by_name = {}
        self.good = True
        for row in rows:
            key, algorithm, public, introduced, introduction = map(text, row)
            public, introduction = from_hex(public), from_hex(introduction)
            if None in (key, algorithm, public, introduced, introduction):
                self.good = False
                continue
            self.by_name[key] = (algorithm, public, introduced, introduction)
            self.good = self.good and key == key_name(algorithm, public)
        for key in self.by_name:
            self.good = self.good and self.introduced(key)

    def introduced(self, key):
        algorithm, public, by, introduction = self.by_name[key]
        if by == "":
            return introduction == b""
        if by not in self.by_name or self.by_name[by][0] != algorithm:
            return False
        message = f"mihe-key-v1\n{by}\n{algorithm}\n{public.hex()}\n".encode()
        return signed(algorithm, self.by_name[by][1], message, introduction)

    def descends(self, key, ancestor):
        for _ in range(len(self.by_name) + 1):
            if key == ancestor:
                return True
            if key not in self.by_name:
                return False
            key = self.by_name[key][2]
        return False


# --- verifying --------------------------------------------------------------------------------------------------


class Stream:
    """Rows in the order of their numbers, handed out up to a number."""

    def __init__(self, rows, seq):
        self.rows = iter(rows)
        self.seq = seq
        self.next = next(self.rows, None)

    def take(self, n):
        taken = []
        while self.next is not None and position(self.seq(self.next)) <= n:
            taken.append(self.next)
            self.next = next(self.rows, None)
        return taken


class Verifier:
    def __init__(self, db, number_, heads):
        self.db, self.number, self.heads = db, number_, heads
        self.tables = {name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.node, self.head = "", bytes(32)
        self.entries = self.records = self.checkpoints = 0

    def rows(self, table, columns, order):
        if table not in self.tables:
            return iter(())
        return self.db.execute(f"SELECT {columns} FROM {table} WHERE node = ? ORDER BY {order}", (self.number,))

    def run(self):
        bad = self.verify()
        return {
            "node": self.node,
            "entries": self.entries,
            "head": self.head.hex(),
            "records": self.records,
            "checkpoints": self.checkpoints,
            "first_bad": bad and {"seq": bad[0], "why": bad[1]},
            "ok": bad is None,
        }

    def verify(self):
        expected = self.expected()
        self.node = expected or ""
        if expected is not None and self.heads:
            self.heads = [h for h in self.heads if h["node"] == expected]
            if not self.heads:
                return 0, "node"
        if len({h["node"] for h in self.heads}) > 1:
            raise BadHead
        if self.heads:
            self.node = self.heads[0]["node"]
        self.keys = Keys(self.rows("ledger_key", "key, algorithm, public, introduced, introduction", "key"))
        if not self.keys.good:
            return 0, "key"
        record_rows = [self.room_rows(table) for table in sorted(self.tables) if re.fullmatch("[a-z]+_record", table)]
        self.record_stream = Stream(heapq.merge(*record_rows, key=lambda r: position(r[1])), lambda r: r[1])
        self.subject_stream = Stream(self.rows("ledger_subject", "seq, subject", "seq, subject"), lambda r: r[0])
        columns = "seq, algorithm, head, at_ms, key, signature"
        self.checkpoint_stream = Stream(self.rows("ledger_checkpoint", columns, "seq, algorithm"), lambda r: r[0])
        for row in self.rows("ledger_entry", "seq, kind, actor, at_ms, header, leaf, head", "seq"):
            why = self.entry(self.entries + 1, *row)
            if why:
                return self.entries + 1, why
        why = self.end()
        return why and (self.entries + 1, why)

    def expected(self):
        """The identifier of the node, where the database names it; the facts that all nodes share have number 0."""
        if self.number == 0 and "access_node" in self.tables:
            return "common"
        row = next(self.rows("access_node", "id", "id"), None)
        return row and text(row[0])

    def room_rows(self, table):
        """The records of one room, each led by the room's name."""
        for row in self.rows(table, "seq, kind, id, body", "seq, id"):
            yield (table[: -len("_record")], *row)

    def entry(self, n, seq, kind_, actor, at_ms, raw, leaf_, head_):
        if not whole(seq) or seq != n:
            return "number"
        h = parse_header(raw)
        if h is None:
            return "header"
        if self.node == "":
            self.node = h["node"]
        if h["node"] != self.node:
            return "node"
        if h["seq"] != n:
            return "seq"
        if (text(kind_), text(actor)) != (h["kind"], h["actor"]) or not whole(at_ms) or at_ms != h["at_ms"]:
            return "columns"
        leaf = hashlib.sha256(b"\x00" + raw).digest()
        if text(leaf_) != leaf.hex():
            return "leaf"
        head = hashlib.sha256(b"\x02" + self.head + leaf).digest()
        if text(head_) != head.hex():
            return "head"
        if any(c["seq"] == n and c["head"] != head for c in self.heads):
            return "outside"
        checkpoints = self.checkpoint_stream.take(n)
        if not all(self.checkpoint_good(n, head, *row) for row in checkpoints):
            return "checkpoint"
        if not self.record_good(n, h["record"]):
            return "record"
        subjects = self.subject_stream.take(n)
        if [(s, text(t)) for s, t in subjects] != [(n, s) for s in h["subjects"]]:
            return "subject"
        self.entries, self.head = n, head
        self.checkpoints += len(checkpoints)
        self.records += h["record"] is not None
        return None

    def checkpoint_good(self, n, head, seq, algorithm, signed_head, at_ms, key, signature):
        algorithm, key = text(algorithm), text(key)
        signature = from_hex(text(signature))
        if not whole(seq) or seq != n or not whole(at_ms) or signature is None or text(signed_head) != head.hex():
            return False
        listed = self.keys.by_name.get(key)
        if listed is None or listed[0] != algorithm:
            return False
        if not signed(algorithm, listed[1], checkpoint_text(self.node, n, head, at_ms, algorithm, key), signature):
            return False
        for out in self.heads:
            if out["algorithm"] != algorithm or self.keys.descends(key, out["key"]):
                continue
            if n > out["seq"] or not self.keys.descends(out["key"], key):
                return False
        return True

    def record_good(self, n, committed):
        rows = self.record_stream.take(n)
        if committed is None:
            return not rows
        if len(rows) != 1:
            return False
        room_, seq, kind_, id_, body = rows[0]
        return (
            whole(seq)
            and seq == n
            and room_ == room(committed["kind"])
            and text(kind_) == committed["kind"]
            and text(id_) == committed["id"]
            and isinstance(body, Text)
            and hashlib.sha256(body).hexdigest() == committed["sha256"]
        )

    def end(self):
        n = self.entries
        if any(c["seq"] > n for c in self.heads):
            return "cut"
        for stream, why in ((self.checkpoint_stream, "checkpoint"), (self.record_stream, "record"), (self.subject_stream, "subject")):
            if stream.next is not None:
                return why
        row = next(self.rows("ledger_head", "seq, head", "seq"), None)
        if n == 0:
            return "end" if row else None
        if row is None or not whole(row[0]) or row[0] != n or text(row[1]) != self.head.hex():
            return "end"
        return None


def verify(path, number_, heads):
    db = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True, isolation_level=None)
    try:
        db.text_factory = Text
        db.execute("BEGIN")  # one snapshot
        return Verifier(db, number_, heads).run()
    finally:
        db.close()


def main():
    parser = argparse.ArgumentParser(description="Verifies the ledger of a Mihe database.")
    parser.add_argument("--node", type=int, default=1, help="local number of the node")
    parser.add_argument("--head", help="a file of checkpoints kept elsewhere")
    parser.add_argument("database", nargs="+")
    args = parser.parse_args()
    try:
        heads = read_heads(args.head) if args.head else []
    except (BadHead, OSError, UnicodeDecodeError) as e:
        print(f"{args.head}: {str(e) or 'no checkpoints, or a signature does not hold'}", file=sys.stderr)
        return 3
    code = 0
    for path in args.database:
        try:
            result = verify(path, args.node, heads)
        except BadHead:
            print(f"{args.head}: checkpoints of several nodes, and {path} does not say which is its own", file=sys.stderr)
            return 3
        except sqlite3.Error as e:
            print(f"{path}: {e}", file=sys.stderr)
            return 5
        print(json.dumps(result, ensure_ascii=False), flush=True)
        code = max(code, 0 if result["ok"] else 1)
    return code


if __name__ == "__main__":
    sys.exit(main())
