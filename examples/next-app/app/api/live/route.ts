import { isDocument } from '../../../lib/documents';
import { hasInstances, sayHello } from '../../../lib/instances';
import { live } from '../../../lib/live';
import { currentPerson } from '../../../lib/people';
import { listTasks } from '../../../lib/tasks';

/** One address, and one connection, for all pages of lib/live.ts. The counter is open to visitors without a name. */
export const { GET, POST, OPTIONS } = live.route({
  async authorize() {
    sayHello();
    const person = await currentPerson();
    // A page comes here when its instance has ended: this one goes on with the tasks.
    if (person) listTasks(person.id);
    return person
      ? { userId: person.id, metadata: { name: person.name } }
      : { metadata: { name: 'Visitor' } };
  },
  allow: {
    counter: true,
    instances: hasInstances,
    'window:[id]': hasInstances,
    dashboard: (_, { userId }) => userId !== undefined,
    // A real app checks here whether this person may read this document.
    'document:[id]': ({ id }, { userId }) => userId !== undefined && isDocument(id),
    // The pages of workspaces have a route of their own.
    'workspace:[id]': false,
  },
});
