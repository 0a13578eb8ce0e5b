import type { OrgRole } from "./types.ts";

type Pair = readonly [native: string, ascii: string];

interface Locale {
  first: readonly Pair[];
  last: readonly Pair[];
  /** How often in every thirty people. */
  weight: number;
  familyFirst?: boolean;
  joiner: string;
}

/** "Ana, Józef=jozef": a native name, and its ASCII form where that is not the same in lower case. */
const pairs = (text: string): readonly Pair[] =>
  text.split(",").map((entry) => {
    const [native = "", ascii] = entry.trim().split("=");
    return [native, ascii ?? native.toLowerCase()] as const;
  });

/** Twelve given and eleven family names each: 13 and 11 share no factor, so every combination comes once. */
const locale = (weight: number, first: string, last: string, familyFirst?: string): Locale => ({
  weight,
  first: pairs(first),
  last: pairs(last),
  familyFirst: familyFirst !== undefined,
  joiner: familyFirst ?? " ",
});

export const LOCALES: readonly Locale[] = [
  locale(
    5,
    "Alice, Benjamin, Charlotte, Dominic, Eleanor, Frederick, Grace, Harriet, Isaac, Josephine, Kenneth, Lydia",
    "Abernathy, Blackwood, Cartwright, Delacroix, Ellington, Fairbairn, Goldsmith, Hathaway, Kingsley, Lockwood, Merriweather",
  ),
  locale(
    4,
    "Anneliese, Björn=bjoern, Cäcilie=caecilie, Dietmar, Elfriede, Günther=guenther, Hannelore, Jörg=joerg, Käthe=kaethe, Lüder=lueder, Sören=soeren, Ute",
    "Böttcher=boettcher, Döring=doering, Eichhorn, Fröhlich=froehlich, Größmann=groessmann, Hübner=huebner, Jäger=jaeger, Köhler=koehler, Müller-Lüdenscheidt=mueller-luedenscheidt, Schäfer=schaefer, Weiß=weiss",
  ),
  locale(
    3,
    "Adélaïde=adelaide, Benoît=benoit, Chloé=chloe, François=francois, Gaëlle=gaelle, Hélène=helene, Jérôme=jerome, Léa=lea, Maël=mael, Noémie=noemie, Océane=oceane, Zoé=zoe",
    "Beauséjour=beausejour, Châtelain=chatelain, D’Aubigné=daubigne, Lefèvre=lefevre, Guérin=guerin, Lévêque=leveque, Maître=maitre, Noël=noel, Périgord=perigord, Saint-Étienne=saint-etienne, Vauquelin",
  ),
  locale(
    3,
    "Íñigo=inigo, Begoña=begona, Concepción=concepcion, Joaquín=joaquin, Lucía=lucia, Martín=martin, Nuño=nuno, Ramón=ramon, Sofía=sofia, Tomás=tomas, Verónica=veronica, Zoraida",
    "Álvarez=alvarez, Bermúdez=bermudez, Cárdenas=cardenas, Echeverría=echeverria, Fernández=fernandez, Ibáñez=ibanez, Muñoz=munoz, Núñez=nunez, Peñalver=penalver, Quiñones=quinones, Zúñiga=zuniga",
  ),
  locale(
    2,
    "Bożena=bozena, Czesław=czeslaw, Dušan=dusan, Eliška=eliska, Jiří=jiri, Kateřina=katerina, Małgorzata=malgorzata, Ondřej=ondrej, Přemysl=premysl, Stanisław=stanislaw, Wójciech=wojciech, Zdeněk=zdenek",
    "Błaszczyk=blaszczyk, Čapek=capek, Dvořák=dvorak, Gołębiewski=golebiewski, Hašek=hasek, Kučera=kucera, Łukasiewicz=lukasiewicz, Pospíšil=pospisil, Růžička=ruzicka, Sečanský=secansky, Żeleński=zelenski",
  ),
  locale(
    2,
    "Алёна=alyona, Богдан=bogdan, Виктория=viktoria, Георгий=georgiy, Дарья=darya, Евгений=evgeniy, Жанна=zhanna, Зоряна=zoryana, Илья=ilya, Людмила=lyudmila, Оксана=oksana, Ярослав=yaroslav",
    "Бондаренко=bondarenko, Васильев=vasiliev, Гончарова=goncharova, Ершов=ershov, Журавлёва=zhuravlyova, Ковальчук=kovalchuk, Лебедева=lebedeva, Морозов=morozov, Петренко=petrenko, Соколов=sokolov, Щербакова=shcherbakova",
  ),
  locale(
    1,
    "Αλέξανδρος=alexandros, Βασιλική=vasiliki, Γεώργιος=georgios, Δήμητρα=dimitra, Ελένη=eleni, Θεόδωρος=theodoros, Ιωάννα=ioanna, Κωνσταντίνος=konstantinos, Μαρία=maria, Νικόλαος=nikolaos, Σοφία=sophia, Χρήστος=christos",
    "Αθανασίου=athanasiou, Βλάχος=vlachos, Γεωργίου=georgiou, Δημητρίου=dimitriou, Ζαχαρίου=zachariou, Καραγιάννης=karagiannis, Λάμπρου=lambrou, Μακρής=makris, Νικολαΐδης=nikolaidis, Παπαδάκης=papadakis, Χατζής=chatzis",
  ),
  locale(
    2,
    "أحمد=ahmad, بسمة=basma, جميلة=jamila, حسن=hassan, خديجة=khadija, رامي=rami, زينب=zaynab, سلمى=salma, طارق=tariq, فاطمة=fatima, ليلى=layla, يوسف=yusuf",
    "الأنصاري=alansari, البغدادي=albaghdadi, التميمي=altamimi, الحداد=alhaddad, الخطيب=alkhatib, الزهراني=alzahrani, الشامي=alshami, العلي=alali, القاسم=alqasim, المصري=almasri, النجار=alnajjar",
  ),
  locale(
    1,
    "אביגיל=avigail, בנימין=binyamin, גלית=galit, דוד=david, הדס=hadas, יונתן=yonatan, כרמל=carmel, ליאור=lior, מרים=miriam, עומר=omer, רחל=rachel, שירה=shira",
    "אברהמי=avrahami, ברקוביץ=berkovich, גולדשטיין=goldstein, דגן=dagan, הראל=harel, כהן=cohen, לוי=levi, מזרחי=mizrahi, פרידמן=friedman, רוזן=rosen, שמעוני=shimoni",
  ),
  locale(
    2,
    "伟=wei, 芳=fang, 娜=na, 敏=min, 静=jing, 丽=li, 强=qiang, 磊=lei, 洋=yang, 艳=yan, 勇=yong, 军=jun",
    "王=wang, 李=li, 张=zhang, 刘=liu, 陈=chen, 杨=yang, 赵=zhao, 黄=huang, 周=zhou, 吴=wu, 欧阳=ouyang",
    "",
  ),
  locale(
    1,
    "翔太=shota, 陽菜=hina, 蓮=ren, 結衣=yui, 大輔=daisuke, さくら=sakura, 健一=kenichi, 真由美=mayumi, 直樹=naoki, 彩=aya, 拓也=takuya, 優子=yuko",
    "鈴木=suzuki, 高橋=takahashi, 田中=tanaka, 伊藤=ito, 渡辺=watanabe, 山本=yamamoto, 中村=nakamura, 小林=kobayashi, 加藤=kato, 吉田=yoshida, 齋藤=saito",
    " ",
  ),
  locale(
    1,
    "민준=minjun, 서연=seoyeon, 도윤=doyun, 지우=jiwoo, 하준=hajun, 수아=sua, 예준=yejun, 지아=jia, 현우=hyunwoo, 유진=yujin, 준서=junseo, 은지=eunji",
    "김=kim, 이=yi, 박=park, 최=choi, 정=jung, 강=kang, 조=cho, 윤=yoon, 장=jang, 임=lim, 남궁=namgung",
    "",
  ),
  locale(
    1,
    "Thị Ánh=anh, Đức=duc, Hữu Phước=phuoc, Mỹ Duyên=duyen, Ngọc Hân=han, Quốc Bảo=bao, Thùy Dương=duong, Tuấn Kiệt=kiet, Văn Hùng=hung, Xuân Mai=mai, Ý Nhi=nhi, Bích Ngọc=ngoc",
    "Nguyễn=nguyen, Trần=tran, Lê=le, Phạm=pham, Huỳnh=huynh, Võ=vo, Đặng=dang, Bùi=bui, Đỗ=do, Hồ=ho, Ngô=ngo",
    " ",
  ),
  locale(
    1,
    "กมลชนก=kamonchanok, ชลธิชา=chonticha, ณัฐพล=natthaphon, ธนากร=thanakon, นภัสสร=naphatson, ปิยะ=piya, พิมพ์ชนก=phimchanok, ภูมิ=phum, วรรณา=wanna, ศิริพร=siriporn, สมชาย=somchai, อรุณี=arunee",
    "แก้วมณี=kaewmanee, จันทร์เพ็ญ=chanphen, ทองดี=thongdee, บุญมี=bunmee, พงษ์ศักดิ์=phongsak, รัตนพันธ์=rattanaphan, วงศ์สวัสดิ์=wongsawat, ศรีสุข=srisuk, สุขใจ=sukchai, หอมหวล=homhuan, อินทร์แก้ว=inkaew",
  ),
  locale(
    1,
    "अनन्या=ananya, आरव=aarav, इशिता=ishita, कविता=kavita, गौरव=gaurav, दीपक=deepak, नेहा=neha, प्रिया=priya, राहुल=rahul, विक्रम=vikram, श्रुति=shruti, सूर्य=surya",
    "अग्रवाल=agrawal, कुलकर्णी=kulkarni, गुप्ता=gupta, चतुर्वेदी=chaturvedi, जोशी=joshi, देशमुख=deshmukh, नायर=nair, पटेल=patel, मिश्रा=mishra, शर्मा=sharma, सिंह=singh",
  ),
];

/** Thirty slots dealt over the locales by weight, mixed so that neighbours differ. */
export const SLOTS: readonly { locale: number; rank: number; of: number }[] = (() => {
  const left = LOCALES.map((entry) => entry.weight);
  const slots: { locale: number; rank: number; of: number }[] = [];
  while (left.some((count) => count > 0)) {
    for (const [index, count] of left.entries()) {
      const of = LOCALES[index]?.weight ?? 1;
      if (count === 0) continue;
      slots.push({ locale: index, rank: of - count, of });
      left[index] = count - 1;
    }
  }
  return slots;
})();

interface CastMember {
  first: string | null;
  last: string | null;
  display?: string;
  email: string;
  gitbookEmail?: string | null;
  admin?: boolean;
  status?: "invited" | "disabled";
  orgRole?: OrgRole;
  joinedDays: number;
  lastMinutes: number;
}

const H = 60;
const D = 1440;
const cast = (
  first: string | null,
  last: string | null,
  email: string,
  joinedDays: number,
  lastMinutes: number,
  more: Partial<CastMember> = {},
): CastMember => ({ first, last, email, joinedDays, lastMinutes, ...more });

const COMBINING = "Zo\u0308\u0337\u0334\u0321e\u0308\u0336";

/** The people of the pictures, then a few whose names try to break a page. */
export const CAST: readonly CastMember[] = [
  cast("Ingrid", "Aasen", "ingrid.aasen@halden.example", 1880, 3, { orgRole: "admin" }),
  cast("Amara", "Okonkwo-Lindqvist", "amara.okonkwo@halden.example", 1500, 18, {
    admin: true,
    orgRole: "create",
  }),
  cast("أمينة", "بن يوسف", "amina.benyoussef@halden.example", 800, 41, { orgRole: "edit" }),
  cast("Bartholomew", "Featherstonehaugh", "b.featherstonehaugh@halden.example", 1190, 62),
  cast("Chiara", "Dell’Acqua", "chiara.dellacqua@halden.example", 340, 2 * H, { orgRole: "edit" }),
  cast("Daniel", "Kim", "daniel.kim@halden.example", 1480, 2 * H, {
    admin: true,
    orgRole: "create",
    gitbookEmail: "Daniel.Kim@Halden.example",
  }),
  cast("Daniel", "Kim", "daniel.kim2@contractors.halden.example", 155, 6 * D),
  cast("Thị Phương Thảo", "Đỗ", "thao.do@halden.example", 420, 5 * H, { display: "Đỗ Thị Phương Thảo" }),
  cast(null, null, "e.vasquez-montoya@contractors.halden.example", 21, 0, {
    status: "invited",
    orgRole: null,
  }),
  cast("Faris", "Al-Mansouri", "faris.almansouri@halden.example", 810, 7 * H, { orgRole: "comment" }),
  cast("Gwendolyn", "Ashworth", "gwen.ashworth@halden.example", 1150, 124 * D, {
    status: "disabled",
    orgRole: "admin",
  }),
  cast("<img src=x onerror=alert(1)>", null, "qa-hostile@contractors.halden.example", 62, 19 * D),
  cast("נועם", "שפירא", "noam.shapira@halden.example", 430, 9 * H, { orgRole: "edit" }),
  cast("Jürgen", "Weißmüller", "juergen.weissmueller@halden.example", 1520, 11 * H, {
    gitbookEmail: "Juergen.Weissmueller@HALDEN.example",
  }),
  cast("Kateřina", "Nováková", "katerina.novakova@halden.example", 800, 26 * H, {
    admin: true,
    orgRole: "create",
  }),
  cast("Λουκία", "Παπαδοπούλου", "loukia.p@halden.example", 250, 28 * H),
  cast("Łukasz", "Żółkiewski", "lukasz.zolkiewski@halden.example", 1180, 30 * H, { orgRole: "edit" }),
  cast(
    "Maximiliana",
    "Wolfeschlegelsteinhausen-Bergerdorff",
    "maximiliana.wolfeschlegelsteinhausen-bergerdorff@halden.example",
    190,
    2 * D,
  ),
  cast("Noor", "Haddad", "noor.haddad@halden.example", 480, 2 * D, { admin: true, orgRole: "edit" }),
  cast("美咲", "佐藤", "misaki.sato@halden.example", 460, 3 * D, { display: "佐藤 美咲" }),
  cast(null, null, "priya.raghunathan@contractors.halden.example", 34, 0, {
    status: "invited",
    admin: true,
    orgRole: "read",
  }),
  cast("Робърт", "„Боби“ Таблов", "robert.tablov@halden.example", 790, 4 * D),
  cast("\u202egnp.tropssap\u202c Sofía", null, "sofia.cardenas@contractors.halden.example", 95, 12 * D),
  cast("Tomás", "Ó Súilleabháin", "tomas.osuilleabhain@halden.example", 1840, 214 * D, {
    status: "disabled",
  }),
  cast(COMBINING, "van der Berg", "zoe.vanderberg@halden.example", 275, 5 * D),
  cast("Ximena", "Belmonte Quiñones", "ximena.belmonte@halden.example", 500, 6 * D, { orgRole: "review" }),
  cast("Hüseyin", "Çağlayan", "huseyin.caglayan@halden.example", 640, 33 * H, {
    orgRole: "review",
    gitbookEmail: null,
  }),
  cast("Uvuvwevwevwe ".repeat(24).trim(), "Ossas", "uvuvwe.ossas@halden.example", 710, 8 * D),
  cast(
    "H\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c".repeat(12),
    "Zalgo",
    "h.zalgo@halden.example",
    88,
    9 * D,
  ),
  cast(
    '=HYPERLINK("https://halden.example","Pay")',
    "Formula",
    "formula@contractors.halden.example",
    60,
    10 * D,
  ),
  cast("__proto__", "constructor", "proto@contractors.halden.example", 45, 11 * D),
  cast("  ", "\u200b", "blank.name@halden.example", 70, 13 * D, { display: " \u200b " }),
  cast("Oluwaseun", "Adeyemi", "oluwaseun.adeyemi@halden.example", 5, 0, { status: "invited" }),
  cast("Priya", "Raghunathan", "priya.raghunathan2@halden.example", 730, 15 * H, { orgRole: "comment" }),
  cast("👩🏽‍🚀 Róisín", "Ní Bhraonáin", "roisin.nibhraonain@halden.example", 910, 22 * H, {
    orgRole: "edit",
  }),
];
