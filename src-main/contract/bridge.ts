/** What a host gives to the window: all that the renderer knows of the world outside. */

export interface Bridge {
  /** Of Weir, as package.json has it. */
  readonly version: string;
}
