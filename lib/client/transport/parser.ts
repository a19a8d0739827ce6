import { longestId } from '../stream/event-id.js';

/** What the lines of one block say, up to its blank line. WHATWG HTML, section 9.2.6. */
export interface Block {
  /** The last `id` field. An empty one forgets the cursor. */
  id?: string;
  /** The last `event` field, if it is not empty. */
  event?: string;
  /** The `data` fields, joined by line ends; undefined without any. */
  data?: string;
  /** Comments in their order, without their colon and one space. */
  comments: string[];
}

export interface ParserHandlers {
  onBlock(block: Block): void;
  onRetry(milliseconds: number): void;
}

/**
 * Takes a stream in pieces of any size. A line ends with CR LF, LF or CR; a CR at the end of a piece
 * ends its line at once, so that the event is not withheld until the next one.
 *
 * @returns takes a piece, and returns the characters of the unfinished block
 */
export function createParser({ onBlock, onRetry }: ParserHandlers): (piece: string) => number {
  let block: Block = { comments: [] };
  /** Characters of the block's lines. */
  let size = 0;
  /** The line that no piece has ended yet. */
  let line = '';
  let endedInCR = false;

  function takeLine(text: string): void {
    if (text === '') {
      const complete = block;
      block = { comments: [] };
      size = 0;
      onBlock(complete);
      return;
    }
    size += text.length;
    const [, field = text, value = ''] = /^([^:]*): ?(.*)$/s.exec(text) ?? [];
    if (field === '') block.comments.push(value);
    else if (field === 'data')
      block.data = block.data === undefined ? value : `${block.data}\n${value}`;
    else if (field === 'event') block.event = value;
    else if (field === 'id' && value.length <= longestId && !value.includes('\0')) block.id = value;
    else if (field === 'retry' && /^\d{1,10}$/.test(value)) onRetry(Number(value));
  }

  return (piece) => {
    const text = endedInCR && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') endedInCR = piece.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const each of lines) {
      takeLine(line + each);
      line = '';
    }
    line += last;
    return size + line.length;
  };
}
