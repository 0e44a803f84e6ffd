import { render } from 'preact';
import { App } from './app.tsx';
import { createLoader } from './load.ts';
import './style/base.css';
import './style/parts.css';
import './style/figures.css';
import './style/reader.css';
import './style/climb.css';
import './style/print.css';

const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  render(<App loader={createLoader()} />, root);
}
