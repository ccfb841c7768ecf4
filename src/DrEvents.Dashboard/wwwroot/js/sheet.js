// A dialog is modal only when a script opens it: the rest of the page is out of reach then, and Escape closes it.
export function show(dialog, isOpen) {
  if (!dialog?.isConnected || dialog.open === isOpen) return;
  if (isOpen) dialog.showModal();
  else dialog.close();
}
