"""Texts that would be markup, script, formula, field, command or control wherever somebody forgot to escape."""

from __future__ import annotations

from tests.hostile.material import Rows, Tree, an_instrument, items_of, pair, some_rows

HARMLESS = "Plain words, nothing else at all"
WHOLE_PATH = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title></text></svg><h1>x</h1>",
    "</style><style>*{display:none}</style>",
    "<!--",
    "]]><b>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>top.alert(1)</script>'></iframe>",
    "<base href=//example.invalid><link rel=stylesheet href=//example.invalid/x>",
    "<meta http-equiv=refresh content=0;url=//example.invalid>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;b&#62;",
    "{{ 7*7 }}{% raw %}{# x #}",
    "{count} {0.__class__} %s ${7*7}",
    '=HYPERLINK("//example.invalid";"x")',
    "+1+1|cmd",
    "@SUM(1;1)",
    "\u202eesrever\u2066x\u2069",
    "a\x07b\x1b[31mc",
    "\u2028line\u2029paragraph\ufeff\u200b",
)
"""Those that go the whole way: instrument and survey written, read, assessed, drawn."""

TEXTS = (
    *WHOLE_PATH,
    # markup in other clothes
    "</script><script>alert(document.domain)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=//example.invalid/x.js></SCRIPT>",
    "<svg><script href=data:,alert(1) /></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<form action=//example.invalid><button>send</button></form>",
    "<object data=//example.invalid/x.swf></object><embed src=//example.invalid>",
    "<template><img src=x onerror=alert(1)></template><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "--><img src=x onerror=alert(1)><!--",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;&nbsp;&amp;quot;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    '`onmouseover=alert(1)` " onmouseover="alert(1)',
    "javascript:alert(1)//\\u003cimg src=x onerror=alert(1)\\u003e",
    # style
    "}*{background:url(//example.invalid/x)} @import '//example.invalid/x.css';",
    "expression(alert(1)); content: url(javascript:alert(1)) \\3c b \\3e",
    # templates, printf, shells
    "${{<%[%'\"}}%\\. <%= 7*7 %> #{7*7} *{7*7} @(7*7)",
    "%n%n%x%08x %(name)s {0:>99999999} {:c}",
    "$(touch x) `touch x` ; rm -rf . | cat /etc/passwd && exit",
    "'; DROP TABLE answers; --",
    # spreadsheets
    "=cmd|'/C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\uff1dSUM(1;1)",
    'Agency;=1+1,"=2+2"',
    "\t=1+1",
    "\r\n@SUM(1+1)*cmd|'/C calc'!A0",
    # Word, LaTeX, Markdown, YAML, JSON
    '{ HYPERLINK "http://example.invalid" } { DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" }',
    '{ INCLUDEPICTURE "http://example.invalid/x.png" \\d } _x0041_ _x005F_',
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>',
    "\\input{/etc/passwd}\\write18{touch x}\\def\\x{\\x}\\x $x^2$ 50% #1 {a}~b & \\\\[1cm]",
    "\\end{longtable}\\begin{document}^^5cinput{x} \\catcode`\\%=12",
    "[link](javascript:alert(1)) ![image](http://example.invalid/i.png) <http://example.invalid> www.example.invalid",
    "| a | b |\n|---|---|\n# heading\n- list\n> quote\n```\ncode",
    "!!python/object/apply:os.system ['touch x'] &a *a : - ? | >",
    '","__proto__":{"x":1},"a":"\\u0000\\ud800',
    # signs
    "a\x00b\x08c\x7fd\x85e\x9bf\ufffe\uffff",
    "half \ud800 a pair \udfff",
    "\u061c\u200f\u202bone\u202c \u2067two\u2069 \u200b\u200c\u200d\u2060",
    "\u0627\u0644\u062d\u0648\u0643\u0645\u0629 \u05de\u05de\u05e9\u05dc \u06f1\u06f2\u06f3 (a) [b]",
    "Z" + "\u0351\u0327\u0489" * 60 + "algo",
    "W" * 300,
    "\U0001f469\u200d\U0001f4bb\U0001f1ee\U0001f1e9 \U0001f468\U0001f3fd\u200d\U0001f680",
    # names of files
    "../../../etc/passwd",
    "..\\..\\CON",
    "NUL.csv. aux:stream /dev/stdin file:///etc/passwd C:\\x",
)  # fmt: skip


def planted(text: str) -> tuple[Tree, Rows]:
    """An instrument that says ``text`` wherever a person would write words, and answers whose cells say it too."""
    words = pair(text)
    if any(ord(sign) < 32 for sign in text):  # a control character is refused in YAML; a survey may bring it
        words = pair(HARMLESS)
    tree = an_instrument()
    tree["title"], tree["citation"], tree["limits"] = words, words["en"], [words]
    tree["levels"]["source"] = words
    for at, band in enumerate(tree["levels"]["bands"]):
        band["name"] = pair(f"{words['en']} {at}")
    for construct in tree["constructs"]:
        for node in (construct, *construct["dimensions"]):
            node["name"] = pair(f"{words['en']} {node['id']}")
            node["next_steps"] = [words]
    for each in items_of(tree):
        each["text"] = pair(f"{words['en']} {each['id']}")
    for hypothesis in tree["hypotheses"]:
        hypothesis["text"] = words
    for variable in tree["profile"]:
        variable["label"] = pair(f"{words['en']} {variable['id']}")
    tree["profile"][1]["options"][0]["label"] = pair(f"{words['en']} leader")
    tree["multiple_choice"][0]["text"] = words
    tree["multiple_choice"][0]["options"][0]["label"] = pair(f"{words['en']} money")
    tree["scales"]["five"]["labels"][1]["text"] = pair(f"{words['en']} 1")
    return tree, some_rows(tree, agencies=[f"{text} {letter * (1 + 7 * at)}" for at, letter in enumerate("ABCD")])
