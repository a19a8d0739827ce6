import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A code block of a document: its section, the hash of its text, and why it is not in `printed/`, if it is not. */
type Sample = [section: string, hash: string, whyNot?: string];

const implementation = 'how the document makes what ssecast is';
const wire = 'bytes, which the tests compare with what curl receives';

/**
 * Every code block of the five documents, in their order. Those that use the package are in `printed/`
 * beside their tests, between `#region` and `#endregion`, as they are printed but for where they import
 * from; there may be code around and between the parts of one.
 */
const documents: Record<string, Sample[]> = {
  '1-session-emitter': [
    ['Event Emitter Pattern', 'b964fa3716592d07', implementation],
    ['SSE API Route', '8918642d0b5e6189'],
    ['Event Emitting vanuit API Routes', '23dad4d4bdce2a60'],
    ['React Hook Pattern', '76464842fe9d873c'],
    ['Gebruik in Components', 'ce4b5bef9f06e436'],
    ['Event Type Definities', '520d21c3e3d17fc9'],
    ['Multi-instance Deployment', 'ba17c62ffaedbb50'],
    ['Heartbeat', '063942e68312079f'],
  ],
  '2-manager': [
    ['Server-Side Setup', '9106775389fa4cae'],
    ['Client-Side Usage', '3300d789289c8b61'],
    ['Core Functions', '16cc0257a3cbbc74'],
    ['Event Types', '6bc51aaa4db6f7a3'],
    ['useSSE Hook', '01964c24134f29f2'],
    ['Sending Notifications', 'a7df7d1a3200b480'],
    ['User-Specific Messages', 'ac54916a8a62c127'],
    ['Session-Based Messaging', 'ae463a553d8b0fa2'],
    ['Custom Event Handling', 'e6fe10e22fa8deda'],
    ['Integration with Webhooks', 'b9d4d4bcebe516ab'],
    ['SSE Manager Configuration', '85c9d2b423364ba4'],
    ['Client Configuration', 'fdd1b7d5b203b327'],
    ['POST /api/sse/test', '841d7abfd152413b'],
    ['Debug Mode', '7167766173b0e73d'],
  ],
  '3-workspace': [
    ['SSE Connection Management', 'b534252d1095e9b6', implementation],
    ['SSE Endpoint', '590473f5d4e68145', implementation],
    ['Broadcasting Events', 'f062b97ce9493df3'],
    ['Establishing Connection', 'c8a1c4e2f00cc318'],
    ['Event Types', '3f027841a7973261'],
  ],
  '4-handler': [
    ['SSE Handler', '6bb53bf168b78d39', implementation],
    ['SSE API Routes', '67ca910da2232f94', implementation],
    ['useSSE Hook', '36d3acfa27f1e0a7', implementation],
    ['Event Format', 'b3fb4f0031c49fa8', wire],
    ['Server-Side: Sending Events', 'f5f80bdaa12f5493'],
    ['Client-Side: Connecting to SSE', '11e2be676e07117d'],
    ['Monitoring', '6b34885deef060c4'],
  ],
  '5-channels': [
    ['Quick Start', '50d490aa6ded3ba9'],
    ['Interface', 'c4c225f9c60f0905'],
    ['Configuration', '2b12efae70712435'],
    ['Basic SSE Endpoint', 'cfb9caefc9a47d8a'],
    ['Client-Side JavaScript', '1cd373716e9643b7'],
    ['Broadcasting Events', 'd2c344f96a2720ea'],
    ['Channel-Based Subscriptions', 'fe63837ab59d89ea'],
    ['Live Notifications', '343096ebf7778187'],
    ['Live Dashboard Updates', '9f207147728b1e5c'],
    ['Collaborative Features', '7b3a1e7614cfe91d'],
    ['Progress Updates', 'c9006b7acf619b17'],
    ['SSE Message Format', 'fd5c698a1a009772', wire],
    ['SSE Message Format', 'cbf802a528609fb3'],
    ['SSE Message Format', '5366f9ffaba5924b', wire],
    ['Tracking Connections', '6fd83abf5ae99e98'],
    ['Graceful Disconnect', '22641ed7d8f66864'],
    ['Use Specific Channels', 'e656171334f51beb'],
    ['Include Event IDs for Resume', 'a67894f189a18b4f'],
    ['Send Initial State', '9a26a6359b3aa678'],
    ['Handle Client Limits', 'fffe6557b8950432'],
    ['Keep Payloads Small', '55aaae2d539ab450'],
  ],
};

/** What no compiler takes: [as printed, as it is here]. */
const unprintable: Record<string, [printed: string, here: string]> = {
  // Something is left out there.
  'Event Emitting vanuit API Routes': ['item.content, ... }', 'item.content }'],
  // A property of an object, with the semicolon of a statement.
  'Live Notifications': ['\n};', '\n}'],
};

/** The samples in the files of a folder: section and text, which may be in several parts. */
function printedIn(folder: string): [section: string, text: string][] {
  return readdirSync(folder).flatMap((file) => {
    const code = readFileSync(path.join(folder, file), 'utf8');
    const texts = new Map<string, string[]>();
    const regions = code.matchAll(/^ *\/\/ #region "(.+)"\n([\s\S]*?)^ *\/\/ #endregion$/gm);
    for (const [, section, text] of regions) {
      texts.set(section, [...(texts.get(section) ?? []), dedent(text)]);
    }
    return [...texts].map(([section, parts]): [string, string] => [section, parts.join('')]);
  });
}

function dedent(text: string): string {
  const depths = [...text.matchAll(/^ *(?=\S)/gm)].map(([{ length }]) => length);
  return text.replace(new RegExp(`^ {${Math.min(...depths)}}`, 'gm'), '');
}

function hashOf([section, text]: [string, string]): string {
  const [printed, here] = unprintable[section] ?? ['', ''];
  const end = text.lastIndexOf(here);
  const whole = text.slice(0, end) + printed + text.slice(end + here.length);
  const imported = whole.trim().replace(/from '[^']*'/g, "from ''");
  return createHash('sha256').update(imported).digest('hex').slice(0, 16);
}

test.each(Object.entries(documents))(
  'every use of the package in document %s is printed',
  (document, samples) => {
    const printed = printedIn(path.join(__dirname, document, 'printed'));
    const uses = samples.filter(([, , whyNot]) => whyNot === undefined);
    const sorted = (pairs: string[]) => pairs.sort();
    expect(sorted(printed.map((sample) => `${sample[0]} ${hashOf(sample)}`))).toEqual(
      sorted(uses.map(([section, hash]) => `${section} ${hash}`)),
    );
  },
);
