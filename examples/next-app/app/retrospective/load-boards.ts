import { snapshot } from 'ssecast';
import { loadBoard } from '../../lib/retrospective';
import type { Board } from '../../lib/retrospective-events';

export interface Rendered {
  rendered: Board;
  cursor: string;
}

/** Each board with the cursor of its state. Boards that do not exist are left out. */
export async function loadBoards(ids: readonly string[]): Promise<Rendered[]> {
  const boards = await Promise.all(
    ids.map(async (id) => {
      const { data, cursor } = await snapshot(`session:${id}`, () => loadBoard(id));
      return data ? [{ rendered: data, cursor }] : [];
    }),
  );
  return boards.flat();
}
