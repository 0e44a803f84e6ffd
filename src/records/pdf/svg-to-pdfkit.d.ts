/** The package has no types of its own. */
declare module 'svg-to-pdfkit' {
  interface SvgOptions {
    readonly width: number;
    readonly height: number;
    /** The name of the font for every text. */
    readonly fontCallback: () => string;
    readonly warningCallback: (message: string) => void;
  }
  const SVGtoPDF: (...args: [doc: PDFKit.PDFDocument, svg: string, x: number, y: number, options: SvgOptions]) => void;
  export = SVGtoPDF;
}
