'use client';

import { useState } from 'react';
import type { Channel } from '../../../lib/workspace-events';
import { Button } from '../../sse-demo/ui/button';
import { Field } from '../../sse-demo/ui/field';
import styles from '../../ui/page.module.css';
import { useSend } from '../../ui/use-send';
import css from '../workspace.module.css';
import { Burst } from './burst';

type Draft = Partial<Pick<Channel, 'name' | 'topic'>>;

/** A draft stays while other people save changes. Only the fields of the draft are sent. */
export function ChannelEditor({ channel }: { channel: Channel }) {
  const [draft, setDraft] = useState<Draft>({});
  const [problem, send] = useSend();
  const url = `/api/channels/${channel.id}`;
  return (
    <section className={styles.section} aria-labelledby="channel">
      <h3 id="channel" className={styles.subtitle} data-testid="channel">
        # {channel.name}
      </h3>
      <p className={styles.muted} data-testid="topic">
        {channel.topic || 'No topic yet.'}
      </p>
      <form
        className={styles.form}
        onSubmit={async (event) => {
          event.preventDefault();
          if (await send('PATCH', url, draft)) setDraft((now) => (now === draft ? {} : now));
        }}
      >
        <Field
          label="Name"
          value={draft.name ?? channel.name}
          maxLength={60}
          required
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
        <Field
          label="Topic"
          value={draft.topic ?? channel.topic}
          maxLength={200}
          onChange={({ target }) => setDraft({ ...draft, topic: target.value })}
        />
        <div className={css.buttons}>
          <Button type="submit" primary>
            Save
          </Button>
          {!channel.isGeneral && (
            <Button onClick={() => send('DELETE', url)}>Delete the channel</Button>
          )}
        </div>
      </form>
      <p role="status" className={css.notice}>
        {problem}
      </p>
      <Burst url={url} />
    </section>
  );
}
