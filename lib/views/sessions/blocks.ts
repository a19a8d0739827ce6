const decoder = new TextDecoder();

/** The blocks of a chunk, each with the blank line that ends it. */
export function blocksOf(chunk: Uint8Array): string[] {
  const text = decoder.decode(chunk);
  const blocks: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n\n', start);
    // Not reached: the server writes whole blocks.
    if (end < 0) break;
    blocks.push(text.slice(start, end + 2));
    start = end + 2;
  }
  return blocks;
}

/** The id of a block, which becomes the cursor. */
export function idOf(block: string): string | undefined {
  return /^id: (.*)$/m.exec(block)?.[1];
}

/** Whether a block is an event, and not a heartbeat or a reconnection time. */
export function isEvent(block: string): boolean {
  return block.startsWith('data: ') || block.includes('\ndata: ');
}
