/**
 * Presses made before the page is hydrated would be lost. This keeps them for `EarlyReplay`, which takes the list away
 * once it is hydrated: then React handles presses itself. What was typed or chosen stands in its field, which looks for
 * it when it is hydrated (`useEarlyChoice`, `SearchField`). The palette opens at once, and its own field takes the keys.
 *
 * It also asks for what comes later: the letters first, and the rules that name them once they are here, or after a second
 * and a half. All text is then laid out once more, not twice.
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
function link(attributes,then){
  var made=document.createElement("link");
  for(var name in attributes)made.setAttribute(name,attributes[name]);
  made.onload=made.onerror=then;
  document.head.append(made)
}
function ask(){
  if(later)link({rel:"stylesheet",href:later});
  later=""
}
function letters(then){link({rel:"preload",as:"font",type:"font/woff2",crossorigin:"",href:styles.dataset.letters},then)}
function afterFirstPaint(){requestAnimationFrame(function(){requestAnimationFrame(function(){letters(ask);setTimeout(ask,1500)})})}
"atOnce" in styles.dataset?(ask(),letters()):document.addEventListener("DOMContentLoaded",afterFirstPaint)
})()`;

export function EarlyScript({ nonce }: { nonce: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before any other script
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />;
}
