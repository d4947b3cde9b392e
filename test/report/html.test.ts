import test from 'ava';
import { html } from '../../lib/report/html.js';

test('values are text, whatever they contain, and only templates are markup', (t) => {
  const { text } = html`<p title="${'"\'<&>'}">${['a<', html`<b>${1}</b>`, undefined]}</p>`;
  t.is(text, '<p title="&quot;&#39;&lt;&amp;&gt;">a&lt;<b>1</b></p>');
});

test('invisible characters, and those that reverse the order of a line, are shown as code points', (t) => {
  t.is(html`${'a\0b\u202ec\nd\u{1f600}é'}`.text, 'a\\u{0000}b\\u{202e}c\\u{000a}d\u{1f600}é');
});
