/**
 * Presses made before React listens would be lost. This keeps them for `EarlyReplay`. Once React's root listens (it
 * marks the document) nothing is kept: React hydrates what was pressed first and handles it itself. What was typed or
 * chosen stands in its field, which looks for it when it is hydrated (`useEarlyChoice`, `SearchField`).
 */
const SCRIPT = `(function(){
var kept=window.rollcallEarly=[];
function isListening(){for(var key in document)if(key.indexOf("_reactListening")===0)return true;return false}
function keep(event){
  if(isListening()){document.removeEventListener("click",keep,true);return}
  var on=event.target.closest&&event.target.closest("button:not([type=submit]),input[type=checkbox]");
  if(on&&kept.length<20)kept.push([on,on.checked])
}
document.addEventListener("click",keep,true)
})()`;

export function EarlyScript({ nonce }: { nonce: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before any other script
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />;
}
