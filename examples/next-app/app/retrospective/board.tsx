'use client';

import { useId, useState } from 'react';
import type { Person } from '../../lib/people';
import type { Board as BoardData } from '../../lib/retrospective-events';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { useSend } from '../ui/use-send';
import { Actions } from './actions-list';
import board from './board.module.css';
import { Items } from './items';
import { useBoard } from './use-board';

interface BoardProps {
  rendered: BoardData;
  cursor: string;
  person: Person;
}

/** Changes go to the API routes. Every window, this one included, shows them when their events come. */
export function Board({ rendered, cursor, person }: BoardProps) {
  const heading = useId();
  const { board: data, live } = useBoard(rendered, cursor);
  const [problem, send] = useSend();
  const url = `/api/retrospective/${data.id}`;
  return (
    <section className={board.board} aria-labelledby={heading} data-testid={`board-${data.id}`}>
      <header className={styles.line}>
        <Title id={heading} title={data.title} save={(title) => send('PATCH', url, { title })} />
        <LiveStatus live={live} />
      </header>
      <div className={board.sides}>
        <Items side="well" items={data.items} url={url} person={person} send={send} />
        <Items side="improve" items={data.items} url={url} person={person} send={send} />
      </div>
      <Actions actions={data.actions} url={url} send={send} />
      <p role="status" className={board.problem}>
        {problem}
      </p>
    </section>
  );
}

interface TitleProps {
  id: string;
  title: string;
  save: (title: string) => Promise<boolean>;
}

function Title({ id, title, save }: TitleProps) {
  const [text, setText] = useState<string>();
  return (
    <div className={board.title}>
      <h2 id={id} className={styles.subtitle}>
        {title}
      </h2>
      {text === undefined ? (
        <Button onClick={() => setText(title)}>Rename</Button>
      ) : (
        <form
          className={board.edit}
          onSubmit={async (event) => {
            event.preventDefault();
            if (await save(text)) setText(undefined);
          }}
        >
          <Field
            label="Title"
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
      )}
    </div>
  );
}
