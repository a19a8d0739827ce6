'use client';

import { useId, useState } from 'react';
import type { Person } from '../../lib/people';
import type { Item, Side } from '../../lib/retrospective-events';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import { AddForm } from '../ui/add-form';
import styles from '../ui/page.module.css';
import type { useSend } from '../ui/use-send';
import board from './board.module.css';

type Send = ReturnType<typeof useSend>[1];

const names: Record<Side, string> = { well: 'Went well', improve: 'To improve' };

interface ItemsProps {
  side: Side;
  /** The items of both sides. */
  items: readonly Item[];
  /** The address of the board's API. */
  url: string;
  person: Person;
  send: Send;
}

/** One side of the board, the notes with the most votes first. */
export function Items({ side, items, url, person, send }: ItemsProps) {
  const heading = useId();
  const shown = items
    .filter((item) => item.side === side)
    .sort((a, b) => b.voters.length - a.voters.length || a.id - b.id);
  return (
    <section className={board.side} aria-labelledby={heading}>
      <h3 id={heading} className={board.sideName}>
        {names[side]}
      </h3>
      {shown.length === 0 && <p className={styles.muted}>Nothing yet.</p>}
      <ul className={styles.rows}>
        {shown.map((item) => (
          <ItemRow
            key={item.id}
            item={item}
            url={`${url}/items/${item.id}`}
            person={person}
            send={send}
          />
        ))}
      </ul>
      <AddForm
        label={`Note: ${names[side].toLowerCase()}`}
        name={`Add to ${names[side].toLowerCase()}`}
        maxLength={200}
        add={(content) => send('POST', `${url}/items`, { side, content })}
      />
    </section>
  );
}

interface ItemRowProps {
  item: Item;
  url: string;
  person: Person;
  send: Send;
}

function ItemRow({ item, url, person, send }: ItemRowProps) {
  const [text, setText] = useState<string>();
  const { content, author, voters } = item;
  const hasVoted = voters.includes(person.id);
  if (text !== undefined) {
    return (
      <li className={styles.row}>
        <form
          className={board.edit}
          onSubmit={async (event) => {
            event.preventDefault();
            if (await send('PATCH', url, { content: text })) setText(undefined);
          }}
        >
          <Field
            label="Note"
            value={text}
            maxLength={200}
            required
            autoFocus
            onChange={({ target }) => setText(target.value)}
          />
          <div className={board.buttons}>
            <Button type="submit" primary>
              Save
            </Button>
            <Button onClick={() => setText(undefined)}>Cancel</Button>
          </div>
        </form>
      </li>
    );
  }
  return (
    <li className={styles.row} data-testid="item">
      <p>
        {content} <span className={styles.muted}>by {author}</span>
      </p>
      <div className={board.buttons}>
        <Button
          aria-pressed={hasVoted}
          aria-label={`Vote for ${content}`}
          onClick={() => send(hasVoted ? 'DELETE' : 'POST', `${url}/votes`)}
        >
          {hasVoted ? 'Voted' : 'Vote'}{' '}
          <span className={styles.number} data-testid="votes">
            {voters.length}
          </span>
        </Button>
        <Button aria-label={`Edit ${content}`} onClick={() => setText(content)}>
          Edit
        </Button>
        <Button aria-label={`Delete ${content}`} onClick={() => send('DELETE', url)}>
          Delete
        </Button>
      </div>
    </li>
  );
}
