import { artifactsExporter } from './artifacts/exporter.ts';
import { outputsExporter } from './outputs/exporter.ts';
import type { Exporter } from './port.ts';
import { sftExporter } from './sft/exporter.ts';

/** Every exporter there is. A new one costs a folder and a line here; the contract suite runs on it by itself. */
export const EXPORTERS: readonly Exporter[] = [artifactsExporter, sftExporter, outputsExporter];
