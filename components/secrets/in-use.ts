/** Code of the warning that a deployment uses a secret: shown in the dialogs, acknowledged by their button. */
export const IN_USE = "IN_USE";
/** Days after which a secret is overdue, until policies are settings. */
export const ROTATION_DAYS = 90;
