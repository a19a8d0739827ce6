import { notifyWorkspaceClients } from 'ssecast/workspaces';
import { NextResponse } from '../../support/next-response.js';
import { prisma } from '../../support/workspaces.js';

/** What comes out of the "validation and authorization" that the document leaves out. */
const body = { name: 'renamed' };
const channel = { workspaceId: 'w1' };

// #region "Broadcasting Events"
// Example: Channel update endpoint
export async function PATCH(
  request: Request,
  { params }: { params: { channelId: string } }
) {
  // ... validation and authorization ...

  // Update the channel
  const updatedChannel = await prisma.channel.update({
    where: { id: params.channelId },
    data: { name: body.name }
  })

  // Notify all workspace clients
  notifyWorkspaceClients(channel.workspaceId, {
    type: 'CHANNEL_UPDATED',
    channel: updatedChannel
  })

  return NextResponse.json(updatedChannel)
}
// #endregion
