"use server";

import { action } from "#lib/access/action/client.ts";
import { actorOf } from "#lib/access/auth/actor.ts";
import { idOfKey } from "#lib/core/ids.ts";
import {
  createWebhook,
  deleteWebhook,
  pauseWebhook,
  testWebhook,
  updateWebhook,
} from "#lib/insight/webhooks/mutations.ts";
import {
  createWebhookSchema,
  pauseWebhookSchema,
  updateWebhookSchema,
  webhookIdSchema,
} from "#lib/insight/webhooks/schema.ts";

/** Answers the signing secret, for the only time. */
export const createWebhookAction = action
  .metadata({ permission: "webhook.create" })
  .inputSchema(createWebhookSchema)
  .action(async ({ parsedInput, ctx }) => {
    const { key, ...given } = parsedInput;
    return createWebhook(actorOf(ctx.viewer), given, idOfKey(ctx.viewer.userId, key));
  });

export const updateWebhookAction = action
  .metadata({ permission: "webhook.update" })
  .inputSchema(updateWebhookSchema)
  .action(async ({ parsedInput: { id, ...given }, ctx }) => {
    await updateWebhook(actorOf(ctx.viewer), id, given);
    return { id };
  });

export const pauseWebhookAction = action
  .metadata({ permission: "webhook.update" })
  .inputSchema(pauseWebhookSchema)
  .action(async ({ parsedInput: { id, paused }, ctx }) => {
    await pauseWebhook(actorOf(ctx.viewer), id, paused);
    return { id, paused };
  });

/** Queues a test event; its delivery shows in the log within seconds. */
export const testWebhookAction = action
  .metadata({ permission: "webhook.test" })
  .inputSchema(webhookIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => testWebhook(actorOf(ctx.viewer), id));

export const deleteWebhookAction = action
  .metadata({ permission: "webhook.delete" })
  .inputSchema(webhookIdSchema)
  .action(async ({ parsedInput: { id }, ctx }) => {
    await deleteWebhook(actorOf(ctx.viewer), id);
    return { id };
  });
