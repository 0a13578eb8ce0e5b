/**
 * Presses made before the page is hydrated would be lost. This keeps them for `EarlyReplay`, which takes the list away
 * once it is hydrated: then React handles presses itself. What was typed or chosen stands in its field, which looks for
 * it when it is hydrated (`useEarlyChoice`, `SearchField`).
 */
const SCRIPT = `(function(){
window.rollcallEarly=[];
function keep(event){
  var kept=window.rollcallEarly;
  if(!kept){document.removeEventListener("click",keep,true);return}
  var on=event.target.closest&&event.target.closest("button:not([type=submit]),input[type=checkbox]");
  if(on&&kept.length<20)kept.push([on,on.checked,event])
}
document.addEventListener("click",keep,true)
})()`;

export function EarlyScript({ nonce }: { nonce: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before any other script
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />;
}
