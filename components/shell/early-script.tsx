/**
 * Presses made before the page is hydrated would be lost. This keeps them for `EarlyReplay`, which takes the list away
 * once it is hydrated: then React handles presses itself. What was typed or chosen stands in its field, which looks for
 * it when it is hydrated (`useEarlyChoice`, `SearchField`). The palette opens at once, and its own field takes the keys.
 */
const SCRIPT = `(function(){
window.rollcallEarly=[];
function palette(){var on=document.querySelector("dialog[data-palette]");return on&&!("ready" in on.dataset)?on:null}
function show(on){if(!document.querySelector("dialog[open]"))on.showModal();if(on.open)on.querySelector("input").focus()}
function keep(event){
  var kept=window.rollcallEarly;
  if(!kept){document.removeEventListener("click",keep,true);return}
  var on=event.target.closest&&event.target.closest("button:not([type=submit]),input[type=checkbox]");
  if(on&&"jump" in on.dataset&&palette())show(palette());
  else if(on&&kept.length<20)kept.push([on,on.checked,event])
}
function key(event){
  var on=palette();
  if(!on)return;
  if((event.ctrlKey||event.metaKey)&&!event.altKey&&event.key.toLowerCase()==="k"){event.preventDefault();show(on)}
  else if(on.open&&event.key==="Enter"&&!event.isComposing)on.dataset.entered="";
  else if(on.open&&event.key.length===1)delete on.dataset.entered
}
document.addEventListener("click",keep,true);
document.addEventListener("keydown",key,true)
var styles=document.getElementById("styles"),later=styles&&styles.dataset.later;
if(!later)return;
function ask(){
  var link=document.createElement("link");
  link.rel="stylesheet";link.href=later;
  document.head.append(link)
}
function afterFirstPaint(){requestAnimationFrame(function(){requestAnimationFrame(ask)})}
"atOnce" in styles.dataset?ask():document.addEventListener("DOMContentLoaded",afterFirstPaint)
})()`;

export function EarlyScript({ nonce }: { nonce: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before any other script
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />;
}
