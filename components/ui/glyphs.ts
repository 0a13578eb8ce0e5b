/** Every icon once: pages hold the sprite, an icon on a page is a reference and costs no script. */
export const GLYPHS = {
  search: '<circle cx="11" cy="11" r="7"/><path d="m20.5 20.5-4.4-4.4"/>',
  home: '<path d="M4 10.5 12 4l8 6.5V19a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z"/>',
  teams:
    '<rect x="3.5" y="4" width="7" height="7" rx="1.5"/><rect x="13.5" y="4" width="7" height="7" rx="1.5"/><rect x="3.5" y="14" width="7" height="6.5" rx="1.5"/><rect x="13.5" y="14" width="7" height="6.5" rx="1.5"/>',
  people:
    '<circle cx="9" cy="8" r="3.6"/><path d="M2.5 20c.4-3.8 2.9-6 6.5-6s6.1 2.2 6.5 6"/><path d="M15.8 4.8a3.6 3.6 0 0 1 0 6.4"/><path d="M18 14.6c2 .8 3.2 2.6 3.5 5.4"/>',
  person: '<circle cx="12" cy="8" r="3.8"/><path d="M5 20.5c.5-4 3.1-6.2 7-6.2s6.5 2.2 7 6.2"/>',
  key: '<circle cx="7.5" cy="15.5" r="4"/><path d="m10.4 12.6 9.1-9.1"/><path d="m15.5 7.5 3.5 3.5"/>',
  activity: '<path d="M3 12h4l3 7 4-14 3 7h4"/>',
  settings:
    '<path d="M4 7h9"/><path d="M18 7h2"/><path d="M4 17h2"/><path d="M11 17h9"/><circle cx="15.5" cy="7" r="2.5"/><circle cx="8.5" cy="17" r="2.5"/>',
  refresh:
    '<path d="M20 11a8 8 0 0 0-14.3-4.3L3.5 9"/><path d="M3.5 4v5h5"/><path d="M4 13a8 8 0 0 0 14.3 4.3l2.2-2.3"/><path d="M20.5 20v-5h-5"/>',
  rotate: '<path d="M19.5 12a7.5 7.5 0 1 1-2.4-5.5L20 9"/><path d="M20 4v5h-5"/>',
  plus: '<path d="M12 5v14"/><path d="M5 12h14"/>',
  x: '<path d="m6 6 12 12"/><path d="M18 6 6 18"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  checkCircle: '<circle cx="12" cy="12" r="8.5"/><path d="m8.3 12.3 2.6 2.6 4.9-5.2"/>',
  xCircle: '<circle cx="12" cy="12" r="8.5"/><path d="m9.2 9.2 5.6 5.6"/><path d="m14.8 9.2-5.6 5.6"/>',
  dash: '<path d="M6 12h12"/>',
  help: '<circle cx="12" cy="12" r="8.5"/><path d="M9.6 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7"/><path d="M12 16.4v.1"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.2v4.8"/><path d="M12 8v.1"/>',
  alert:
    '<path d="M10.7 4.6 3.3 17.5a1.5 1.5 0 0 0 1.3 2.3h14.8a1.5 1.5 0 0 0 1.3-2.3L13.3 4.6a1.5 1.5 0 0 0-2.6 0z"/><path d="M12 9.5v4"/><path d="M12 16.6v.1"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
  chevron: '<path d="m6 9.5 6 6 6-6"/>',
  right: '<path d="m9.5 6 6 6-6 6"/>',
  up: '<path d="M12 19V5"/><path d="m6 11 6-6 6 6"/>',
  down: '<path d="M12 5v14"/><path d="m6 13 6 6 6-6"/>',
  arrow: '<path d="M4.5 12h15"/><path d="m14 6.5 5.5 5.5-5.5 5.5"/>',
  trash:
    '<path d="M4 6.5h16"/><path d="M9 6.5V4h6v2.5"/><path d="m6 6.5.900 13.5h10.2L18 6.5"/><path d="M10 10.5v6"/><path d="M14 10.5v6"/>',
  pencil:
    '<path d="m4 20 1-4.5L16.5 4a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
  eye: '<path d="M2.5 12C4.7 7.8 8 5.7 12 5.7s7.3 2.1 9.5 6.3c-2.2 4.2-5.5 6.3-9.5 6.3S4.7 16.2 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
  wand: '<path d="m4 20 11-11"/><path d="M17.5 3.5v4"/><path d="M15.5 5.5h4"/><path d="M19.5 12v3"/><path d="M18 13.5h3"/><path d="M9.5 4v3"/><path d="M8 5.5h3"/>',
  upload:
    '<path d="M12 15.5V4.5"/><path d="m7.5 9 4.5-4.5L16.5 9"/><path d="M4.5 15.5v3a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5v-3"/>',
  download:
    '<path d="M12 4.5v11"/><path d="m7.5 11 4.5 4.5 4.5-4.5"/><path d="M4.5 15.5v3a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5v-3"/>',
  file: '<path d="M6 3.5h8l4.5 4.5v12a.500.5 0 0 1-.500.5H6a.500.5 0 0 1-.500-.500V4a.500.5 0 0 1 .500-.500z"/><path d="M13.5 3.5V8.5h5"/><path d="M9 13h6"/><path d="M9 16.5h4"/>',
  pause: '<path d="M8.5 5v14"/><path d="M15.5 5v14"/>',
  columns:
    '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M9.2 4.5v15"/><path d="M14.8 4.5v15"/>',
  userMinus:
    '<circle cx="10" cy="8" r="3.8"/><path d="M3 20.5c.5-4 3.1-6.2 7-6.2 2.3 0 4.2.8 5.5 2.3"/><path d="M16 19.5h5.5"/>',
  upDown: '<path d="m8 9.5 4-4 4 4"/><path d="m8 14.5 4 4 4-4"/>',
  paperspace:
    '<rect x="5" y="5" width="14" height="14" rx="2.5"/><rect x="9.5" y="9.5" width="5" height="5" rx=".8"/><path d="M9 2.5V5"/><path d="M15 2.5V5"/><path d="M9 19v2.5"/><path d="M15 19v2.5"/>',
  gitbook:
    '<path d="M12 6.5C10 5 7.3 4.5 3.5 4.5v13.5c3.8 0 6.5.5 8.5 2 2-1.5 4.7-2 8.5-2V4.5c-3.8 0-6.5.5-8.5 2z"/><path d="M12 6.5V20"/>',
  copy: '<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 8.5V5.5a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3"/>',
  external:
    '<path d="M13.5 4h6.5v6.5"/><path d="M20 4 11 13"/><path d="M18.5 14v5a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 19V7A1.5 1.5 0 0 1 5 5.5h5"/>',
  eyeOff:
    '<path d="M4 4l16 16"/><path d="M9.5 5.95A9.5 9.5 0 0 1 12 5.7c4 0 7.3 2.1 9.5 6.3a15 15 0 0 1-2.6 3.6"/><path d="M6.2 7.7A14 14 0 0 0 2.5 12c2.2 4.2 5.5 6.3 9.5 6.3a9.7 9.7 0 0 0 4.3-1"/><path d="M10 10a2.800 2.800 0 0 0 4 4"/>',
  signOut:
    '<path d="M10 4H5.5A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20H10"/><path d="M15.5 16l4-4-4-4"/><path d="M19.5 12H9.5"/>',
} as const;
export type IconName = keyof typeof GLYPHS;
