"""What was said in the chats of the pictures."""

CHIME = """\
The chime is {"bbox_2d": [32, 504, 393, 606], "label": "Play sound on startup"}. It is switched \
on. Clear it, then press {"bbox_2d": [721, 780, 891, 924], "label": "Done"}.
"""
CHIME_THOUGHTS = """\
The panel is called Sound. Two switches stand under the volume: "Play feedback when volume is \
changed", which is clear, and "Play sound on startup", which is set.

The chime at the start is the second one. The change is kept by the button at the right, Done.
"""
LONG = """\
## A parser that fails early

Your loop reads past the end because `peek()` is asked **before** the length is known. Two changes \
mend it:

1. Stop at the sentinel, not at the count.
2. Let `expect` say *where* it stood, so that the message can be read:
   - the line,
   - the sign it wanted.

```python
def expect(self, sign: str) -> Token:
    \"\"\"The next token, which must be `sign`.\"\"\"
    token = self.peek()
    if token.text != sign:
        raise ParseError(f"{token.line}: wanted {sign!r}, found {token.text!r}")
    return self.advance()  # only now
```

| Input | Before | After |
|:--|:--|--:|
| `a + b` | read | 0.8 ms |
| `a +` | endless | 0.1 ms |
| `(((` | crash | 0.1 ms |

> An error that names its place is half mended.

The cost stays linear. For $n$ tokens and a depth of $d$,

$$T(n, d) = \\sum_{i=1}^{n} c_i + O(d) \\le c\\,n + \\frac{d(d+1)}{2}$$

- [x] Sentinel at the end
- [ ] The same for ~~comments~~ strings

More in the [grammar notes](https://docs.python.org/3/reference/grammar.html).
"""
TABLE = """\
| Position | Quantity | Price | Sum |
|:--|--:|--:|--:|
| Cable, 2 m | 4 | 9.50 | 38.00 |
| Adapter | 1 | 24.90 | 24.90 |
| Shipping | 1 | 4.90 | 4.90 |
| **Total** | | | **67.80** |

The sum on the invoice, 67.80, is right.
"""
CLIP = """\
At 0:02 the sun clears the left hill, and at 0:07 it stands over the valley. Nothing else moves.
"""
STOPPED = """\
The first message says that the disk is full. The second follows from it: the log could not be \
written, so the service"""
PARSER = "Where does the parser fail, and what would you write instead?"
CHINESE = "请把这个错误提示翻译成中文，并说明应该怎么做。"
CHINESE_ANSWER = """\
**无法写入“文稿”文件夹：应用没有权限。**

打开“系统设置” → “隐私与安全性” → “文件与文件夹”，然后允许访问。
"""
THOUGHT_NOW = """\
The user shows two dialogs. The left one names a file, the right one a folder. Both have the same \
buttons, but in another order, so I should compare"""
CHIME_ASKED = "Which setting stops the chime, and what do I press then?"
NO_MEMORY = (
    "This question needs 9.1 GB and 6.2 GB are free. Close other programs or shorten the chat."
)
