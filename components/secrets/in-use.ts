/** Code of the warning that a deployment uses a secret: shown in the dialogs, acknowledged by their button. */
export const IN_USE = "IN_USE";
