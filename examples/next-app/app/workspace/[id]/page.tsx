import { notFound } from 'next/navigation';
import { snapshot } from 'ssecast';
import { live } from '../../../lib/live';
import { currentPerson } from '../../../lib/people';
import { listChannels } from '../../../lib/workspace-channels';
import { findWorkspace, isMember } from '../../../lib/workspaces';
import { Button } from '../../sse-demo/ui/button';
import styles from '../../ui/page.module.css';
import { join } from '../actions';
import { WorkspaceProvider } from '../workspace-provider';
import { Channels } from './channels';
import { Online } from './online';

export default async function WorkspacePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const person = await currentPerson();
  // The layout requires the name.
  if (!person) return null;
  const workspace = findWorkspace(id);
  if (!workspace) notFound();
  if (!isMember(id, person.id)) {
    return (
      <form className={styles.form} action={join}>
        <h2 className={styles.subtitle}>{workspace.name}</h2>
        <p>You are not a member of this workspace.</p>
        <input type="hidden" name="id" value={id} />
        <Button type="submit" primary>
          Join
        </Button>
      </form>
    );
  }
  const { data, cursor } = await snapshot(`workspace:${id}`, () => listChannels(id));
  const online = await live.presence(`workspace:${id}`);
  return (
    <WorkspaceProvider workspace={{ ...workspace, channels: data }} cursor={cursor}>
      <Online workspaceId={id} initial={online} />
      <Channels />
    </WorkspaceProvider>
  );
}
