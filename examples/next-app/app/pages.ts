export interface Page {
  href: string;
  name: string;
  about: string;
}

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  { href: '/', name: 'Start', about: '' },
  {
    href: '/sse-demo',
    name: 'Events',
    about: 'Send any event to everyone, a user, a session or one client, and watch it arrive.',
  },
  {
    href: '/counter',
    name: 'Counter',
    about: 'Add one in either window. Nothing is lost or counted twice, even while a page loads.',
  },
  {
    href: '/dashboard',
    name: 'Dashboard',
    about:
      'Place an order, and both windows count it. Notify the other person: all of their windows show the badge.',
  },
  {
    href: '/documents/notes',
    name: 'Document',
    about:
      'Edit together. Change the same paragraph in both windows: the later edit asks what to do, and is not lost.',
  },
  {
    href: '/tasks',
    name: 'Tasks',
    about:
      'Start a long task and reload, or open a second window as the same person: the task continues.',
  },
  {
    href: '/retrospective',
    name: 'Retrospective',
    about:
      'Collect and vote on one board together, or on several side by side over one connection.',
  },
  {
    href: '/workspace',
    name: 'Workspaces',
    about:
      'Rename a channel, or delete the one that the other window shows. Go offline and come back.',
  },
  {
    href: '/connections',
    name: 'Connections',
    about: 'Open six windows as one person: the sixth takes the place of the oldest.',
  },
];

/** Where several instances share their events. */
export const instancesPage: Page = {
  href: '/instances',
  name: 'Instances',
  about: 'End the instance that serves the window: the other goes on, and no event is missed.',
};
