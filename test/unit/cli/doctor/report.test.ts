import pico from 'picocolors';
import { ok, problem, warning } from '../../../../lib/cli/doctor/finding.js';
import { toJson, toText } from '../../../../lib/cli/doctor/report.js';

const plain = pico.createColors(false);

const report = {
  target: 'http://localhost/',
  findings: [
    ok('path', 'fine'),
    warning('compression', 'it is compressed', 'one line\nanother line'),
    problem('answer', 'the server says \x1b[2Jgone\x07\r\nand more'),
  ],
};

test('the text has a line for each finding, its remedy below, and a sum', () => {
  const lines = toText(report, plain).split('\n');
  expect(lines).toContain('  ok       path         fine');
  expect(lines).toContain(`${' '.repeat(24)}one line`);
  expect(lines).toContain(`${' '.repeat(24)}another line`);
  expect(lines).toContain('1 problem, 1 warning, 1 ok');
});

test('what a server says cannot move the cursor of a terminal', () => {
  const text = toText(report, plain);
  expect(text).toContain('gone');
  expect(text).not.toContain('\x1b[2J');
  expect(text).not.toContain('\x07');
  expect(text).not.toContain('\r');
});

test('the JSON has the findings as they are, and their numbers', () => {
  expect(JSON.parse(toJson(report))).toEqual({ ...report, problems: 1, warnings: 1 });
});
