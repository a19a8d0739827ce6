'use client';

import { useEffect, useState } from 'react';
import { useSSE } from 'ssecast/react';
import { ActionForm } from './compose/action-form';
import { SendForm } from './compose/send-form';
import { ServerFigures } from './connection/server-figures';
import { StatusPanel } from './connection/status-panel';
import { TabPanel } from './connection/tab-panel';
import styles from './demo.module.css';
import { History } from './events/history';
import { LatestEvent } from './events/latest-event';
import { Masthead } from './masthead';
import { useTabIdentity } from './use-tab-identity';

/** The page holds the one connection, and passes its results to the parts below. */
export function Demo() {
  const identity = useTabIdentity();
  const [clientId, setClientId] = useState('');
  const live = useSSE({
    url: `/api/sse?${new URLSearchParams({ ...identity })}`,
    // Only the browser knows the identity.
    autoConnect: identity !== null,
    onMessage: (event) => {
      if (event.event === 'connected') setClientId(event.data.clientId);
    },
  });

  useEffect(() => {
    if (identity) document.title = `${identity.sessionId} · ssecast`;
  }, [identity]);

  return (
    <>
      <Masthead />
      <main className={styles.page}>
        <StatusPanel live={live} />
        <ServerFigures connected={live.isConnected} />
        <TabPanel identity={identity} clientId={clientId} />
        <LatestEvent event={live.lastEvent} />
        <div className={styles.compose}>
          <SendForm own={{ ...identity, clientId }} />
          <ActionForm identity={identity} />
        </div>
        <History events={live.events} clear={live.clearEvents} />
      </main>
    </>
  );
}
