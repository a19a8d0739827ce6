'use client';

import { AddForm } from '../../ui/add-form';
import styles from '../../ui/page.module.css';
import { useSend } from '../../ui/use-send';
import css from '../workspace.module.css';
import { useWorkspace } from '../workspace-provider';
import { ChannelEditor } from './channel-editor';

export function Channels() {
  const { workspace, selected, select, notice } = useWorkspace();
  const [problem, send] = useSend();
  return (
    <div className={css.channels}>
      <section className={styles.section} aria-labelledby="workspace">
        <h2 id="workspace" className={styles.subtitle}>
          {workspace.name}
        </h2>
        <ul className={styles.rows} aria-label="Channels">
          {workspace.channels.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className={css.channel}
                aria-current={id === selected?.id ? 'true' : undefined}
                onClick={() => select(id)}
              >
                # {name}
              </button>
            </li>
          ))}
        </ul>
        <AddForm
          label="New channel"
          name="Add a channel"
          maxLength={60}
          add={(name) => send('POST', `/api/workspaces/${workspace.id}/channels`, { name })}
        />
        <p role="status" className={css.notice}>
          {problem}
        </p>
      </section>
      <div className={styles.section}>
        <p role="status" className={css.notice} data-testid="notice">
          {notice}
        </p>
        {selected && <ChannelEditor key={selected.id} channel={selected} />}
      </div>
    </div>
  );
}
