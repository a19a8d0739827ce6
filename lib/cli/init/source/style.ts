import type { Program } from 'acorn';
import { nodesOf } from './nodes.js';

/** How a file is written, so that what is added looks like the rest. */
export interface Style {
  quote: "'" | '"';
  semicolon: ';' | '';
  newline: '\n' | '\r\n';
  indent: string;
}

export function styleOf(text: string, program: Program): Style {
  return {
    quote: quoteOf(program),
    semicolon: semicolonOf(text, program),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: /^(\t| +)\S/m.exec(text)?.[1] ?? '  ',
  };
}

function quoteOf(program: Program): Style['quote'] {
  let balance = 0;
  for (const { type, raw } of nodesOf(program)) {
    if (type !== 'Literal' || typeof raw !== 'string') continue;
    if (raw.startsWith("'")) balance++;
    if (raw.startsWith('"')) balance--;
  }
  return balance < 0 ? '"' : "'";
}

const kEndsWithSemicolon = /^(Import|ExportAll|Variable|Expression|Return)/;

function semicolonOf(text: string, program: Program): Style['semicolon'] {
  let balance = 0;
  for (const { type, end } of nodesOf(program)) {
    if (kEndsWithSemicolon.test(type) && /(Declaration|Statement)$/.test(type)) {
      balance += text[end - 1] === ';' ? 1 : -1;
    }
  }
  return balance < 0 ? '' : ';';
}
