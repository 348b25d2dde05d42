import json
import re

import pytest

from mlx_model.errors import ConfigError, PromptError
from mlx_model.inputs import template as template_module
from mlx_model.inputs.template import ChatTemplate

TURNS = [{"role": "user", "content": "Hi"}]


@pytest.fixture
def render(tmp_path):
    def run(source: str, **settings) -> str:
        (tmp_path / "chat_template.jinja").write_text(source, encoding="utf-8")
        return ChatTemplate(tmp_path).render(TURNS, **{"enable_thinking": False, **settings})

    return run


def test_blocks_are_trimmed_as_transformers_does(render):
    source = "  {% if true %}\n  a\n  {% endif %}\nb\n"
    assert render(source) == "  a\nb"


def test_tojson_keeps_letters_and_marks(render):
    assert render("{{ {'b': '<é>', 'a': 1} | tojson }}") == '{"b": "<é>", "a": 1}'
    assert render("{{ [1] | tojson(indent=1) }}") == "[\n 1\n]"


def test_loop_controls_and_generation_blocks(render):
    assert render(
        "{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}"
    ) == ("012")
    assert render("{% generation %}a{{ 1 }}{% endgeneration %}b") == "a1b"


def test_variables(render):
    assert render("{{ enable_thinking }}{{ add_generation_prompt }}{{ tools is none }}") == (
        "FalseTrueTrue"
    )
    assert render("{{ tools | length }}", tools=[{"a": 1}]) == "1"
    assert re.fullmatch(r"20\d\d", render("{{ strftime_now('%Y') }}"))


def test_thinking_is_always_told(checkpoint):
    template = ChatTemplate(checkpoint)
    closed = template.render(TURNS, enable_thinking=False)
    assert closed.endswith("<think>\n\n</think>\n\n")
    assert template.render(TURNS, enable_thinking=True).endswith("<think>\n")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ raise_exception('Only users may speak.') }}", "refuses.*Only users may speak"),
        ("{% if %}", "broken"),
        ("{% for message in messages %}", "broken"),
        ("{{ messages[0].content.nothing.more }}", "fails"),
        ("{{ 1 + 'a' }}", "fails"),
        ("{{ 1 // 0 }}", "fails"),
        ("{{ {}['a'].b }}", "fails"),
        ("{{ no_such_function() }}", "fails"),
        ("{{ ''.__class__.__mro__ }}", "fails"),
        ("{{ messages.append(1) }}", "fails"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "stopped"),
        ("{{ 'a' * 10**9 }}", "stopped"),
        ("{{ [0] * 10**9 }}", "stopped"),
        ("{{ 9 ** 9 ** 9 }}", "stopped"),
        ("{{ '%1000000000d' % 1 }}", "stopped"),
        ("{% for i in range(10**9) %}{% endfor %}", "fails"),
    ],
)
def test_bad_templates_are_prompt_errors(render, source, message):
    with pytest.raises(PromptError, match=message):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% set x = range(99999) | list %}{% for a in x %}{% for b in x %}{{ a }}{% endfor %}"
        "{% endfor %}",
        "{% macro m() %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}"
        "{% endfor %}{% endmacro %}{{ m() }}",
    ],
)
def test_endless_templates_are_stopped(render, monkeypatch, source):
    monkeypatch.setattr(template_module, "_SECONDS", 0.2)
    with pytest.raises(PromptError, match="ran too long"):
        render(source)


def test_endless_texts_are_stopped(render, monkeypatch):
    monkeypatch.setattr(template_module, "MAX_CHARACTERS", 1000)
    with pytest.raises(PromptError, match="without end"):
        render("{% for i in range(1000) %}{{ 'abc' }}{% endfor %}")


def test_where_it_is_found(tmp_path):
    def found() -> str:
        return ChatTemplate(tmp_path).render(TURNS, enable_thinking=False)

    with pytest.raises(PromptError, match="Base checkpoint"):
        found()
    settings = tmp_path / "tokenizer_config.json"
    listed = [{"name": "tool_use", "template": "x"}, {"name": "default", "template": "listed"}]
    settings.write_text(json.dumps({"chat_template": listed}))
    assert found() == "listed"
    named = {"content": "<e>", "special": True}
    settings.write_text(json.dumps({"chat_template": "{{ eos_token }}", "eos_token": named}))
    assert found() == "<e>"
    (tmp_path / "chat_template.json").write_text(json.dumps({"chat_template": "json"}))
    assert found() == "json"
    (tmp_path / "chat_template.jinja").write_text("jinja")
    assert found() == "jinja"


def test_unreadable_file(tmp_path):
    (tmp_path / "chat_template.jinja").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match="cannot be read"):
        ChatTemplate(tmp_path)
