/** Puts the interface on the page. */
import { mount } from 'svelte';
import App from './app.svelte';

mount(App, { target: document.body });
