// The form for something a guest left behind, shared with the page of lost things: loaded when somebody found something.
import type { Component } from 'svelte';
import type { Board } from '../../board.svelte';

type Form = {
  default: Component<{ board: Board; roomId?: string; taskId?: string; ondone: () => void }>;
};

export const [loadFoundForm] = Object.values(import.meta.glob<Form>('../FoundItemForm.svelte'));
