/** Opens the door to the host, then puts the interface on the page. */
import { mount } from 'svelte';
import App from './app.svelte';
import { openBridge } from './bridge/bridge.ts';
import { runs } from './state/runs.svelte.ts';
import { settings } from './state/settings.svelte.ts';
import './theme.css';

await openBridge();
await Promise.all([settings.load(), runs.listen()]);
mount(App, { target: document.body });
