// Written by scripts/embed-starter-shop.
#include "starter_shop.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../examples/demo-shop/dovetail.yaml"
};
static const unsigned char file_1[] = {
#embed "../../campaigns/build-your-basket.yaml"
};
static const unsigned char file_2[] = {
#embed "../../campaigns/complete-the-set.yaml"
};
static const unsigned char file_3[] = {
#embed "../../campaigns/frequently-bought-together.yaml"
};
static const unsigned char file_4[] = {
#embed "../../campaigns/premium-upgrade.yaml"
};
static const unsigned char file_5[] = {
#embed "../../campaigns/win-back.yaml"
};
static const unsigned char file_6[] = {
#embed "../../campaigns/your-edit.yaml"
};
static const unsigned char file_7[] = {
#embed "../../templates/build-your-basket-push.json"
};
static const unsigned char file_8[] = {
#embed "../../templates/build-your-basket.html"
};
static const unsigned char file_9[] = {
#embed "../../templates/complete-the-set-push.json"
};
static const unsigned char file_10[] = {
#embed "../../templates/complete-the-set.html"
};
static const unsigned char file_11[] = {
#embed "../../templates/frequently-bought-together-push.json"
};
static const unsigned char file_12[] = {
#embed "../../templates/frequently-bought-together.html"
};
static const unsigned char file_13[] = {
#embed "../../templates/partials/badge.html"
};
static const unsigned char file_14[] = {
#embed "../../templates/partials/bundle.html"
};
static const unsigned char file_15[] = {
#embed "../../templates/partials/button.html"
};
static const unsigned char file_16[] = {
#embed "../../templates/partials/feature.html"
};
static const unsigned char file_17[] = {
#embed "../../templates/partials/footer.html"
};
static const unsigned char file_18[] = {
#embed "../../templates/partials/header.html"
};
static const unsigned char file_19[] = {
#embed "../../templates/partials/layout_bottom.html"
};
static const unsigned char file_20[] = {
#embed "../../templates/partials/layout_top.html"
};
static const unsigned char file_21[] = {
#embed "../../templates/partials/offer.html"
};
static const unsigned char file_22[] = {
#embed "../../templates/partials/owned.html"
};
static const unsigned char file_23[] = {
#embed "../../templates/partials/picture.html"
};
static const unsigned char file_24[] = {
#embed "../../templates/partials/preheader.html"
};
static const unsigned char file_25[] = {
#embed "../../templates/partials/price.html"
};
static const unsigned char file_26[] = {
#embed "../../templates/partials/product_card.html"
};
static const unsigned char file_27[] = {
#embed "../../templates/partials/product_grid.html"
};
static const unsigned char file_28[] = {
#embed "../../templates/partials/product_row.html"
};
static const unsigned char file_29[] = {
#embed "../../templates/partials/styles.html"
};
static const unsigned char file_30[] = {
#embed "../../templates/partials/upgrade.html"
};
static const unsigned char file_31[] = {
#embed "../../templates/premium-upgrade-push.json"
};
static const unsigned char file_32[] = {
#embed "../../templates/premium-upgrade.html"
};
static const unsigned char file_33[] = {
#embed "../../templates/triggered.html"
};
static const unsigned char file_34[] = {
#embed "../../templates/win-back-push.json"
};
static const unsigned char file_35[] = {
#embed "../../templates/win-back.html"
};
static const unsigned char file_36[] = {
#embed "../../templates/your-edit-push.json"
};
static const unsigned char file_37[] = {
#embed "../../templates/your-edit.html"
};
static const unsigned char file_38[] = {
#embed "../../examples/demo-shop/data/customers.csv"
};
static const unsigned char file_39[] = {
#embed "../../examples/demo-shop/data/events.csv.gz"
};
static const unsigned char file_40[] = {
#embed "../../examples/demo-shop/data/orders.csv"
};
static const unsigned char file_41[] = {
#embed "../../examples/demo-shop/data/products.csv"
};
static const unsigned char file_42[] = {
#embed "../../examples/demo-shop/images/aurel-battery.png"
};
static const unsigned char file_43[] = {
#embed "../../examples/demo-shop/images/aurel-c1.png"
};
static const unsigned char file_44[] = {
#embed "../../examples/demo-shop/images/aurel-c2.png"
};
static const unsigned char file_45[] = {
#embed "../../examples/demo-shop/images/aurel-c3.png"
};
static const unsigned char file_46[] = {
#embed "../../examples/demo-shop/images/aurel-charger.png"
};
static const unsigned char file_47[] = {
#embed "../../examples/demo-shop/images/aurel-m3.png"
};
static const unsigned char file_48[] = {
#embed "../../examples/demo-shop/images/aurel-m5-black.png"
};
static const unsigned char file_49[] = {
#embed "../../examples/demo-shop/images/aurel-m5-silver.png"
};
static const unsigned char file_50[] = {
#embed "../../examples/demo-shop/images/aurel-m7.png"
};
static const unsigned char file_51[] = {
#embed "../../examples/demo-shop/images/aurel-m9.png"
};
static const unsigned char file_52[] = {
#embed "../../examples/demo-shop/images/brun-descaler.png"
};
static const unsigned char file_53[] = {
#embed "../../examples/demo-shop/images/brun-dripper.png"
};
static const unsigned char file_54[] = {
#embed "../../examples/demo-shop/images/brun-espresso-due.png"
};
static const unsigned char file_55[] = {
#embed "../../examples/demo-shop/images/brun-espresso.png"
};
static const unsigned char file_56[] = {
#embed "../../examples/demo-shop/images/brun-grinder-pro.png"
};
static const unsigned char file_57[] = {
#embed "../../examples/demo-shop/images/brun-grinder.png"
};
static const unsigned char file_58[] = {
#embed "../../examples/demo-shop/images/brun-hand-grinder.png"
};
static const unsigned char file_59[] = {
#embed "../../examples/demo-shop/images/brun-kettle-pour.png"
};
static const unsigned char file_60[] = {
#embed "../../examples/demo-shop/images/brun-kettle.png"
};
static const unsigned char file_61[] = {
#embed "../../examples/demo-shop/images/brun-papers.png"
};
static const unsigned char file_62[] = {
#embed "../../examples/demo-shop/images/brun-press.png"
};
static const unsigned char file_63[] = {
#embed "../../examples/demo-shop/images/brun-scale.png"
};
static const unsigned char file_64[] = {
#embed "../../examples/demo-shop/images/ember-decaf-1000.png"
};
static const unsigned char file_65[] = {
#embed "../../examples/demo-shop/images/ember-decaf-250.png"
};
static const unsigned char file_66[] = {
#embed "../../examples/demo-shop/images/ember-espresso-1000.png"
};
static const unsigned char file_67[] = {
#embed "../../examples/demo-shop/images/ember-espresso-250.png"
};
static const unsigned char file_68[] = {
#embed "../../examples/demo-shop/images/ember-ethiopia-1000.png"
};
static const unsigned char file_69[] = {
#embed "../../examples/demo-shop/images/ember-ethiopia-250.png"
};
static const unsigned char file_70[] = {
#embed "../../examples/demo-shop/images/ember-mug-moss.png"
};
static const unsigned char file_71[] = {
#embed "../../examples/demo-shop/images/ember-mug-rust.png"
};
static const unsigned char file_72[] = {
#embed "../../examples/demo-shop/images/ember-mug-sand.png"
};
static const unsigned char file_73[] = {
#embed "../../examples/demo-shop/images/halden-6-128.png"
};
static const unsigned char file_74[] = {
#embed "../../examples/demo-shop/images/halden-6-256.png"
};
static const unsigned char file_75[] = {
#embed "../../examples/demo-shop/images/halden-7-128.png"
};
static const unsigned char file_76[] = {
#embed "../../examples/demo-shop/images/halden-7-256.png"
};
static const unsigned char file_77[] = {
#embed "../../examples/demo-shop/images/halden-7-512.png"
};
static const unsigned char file_78[] = {
#embed "../../examples/demo-shop/images/halden-7-pro-256.png"
};
static const unsigned char file_79[] = {
#embed "../../examples/demo-shop/images/halden-7-pro-512.png"
};
static const unsigned char file_80[] = {
#embed "../../examples/demo-shop/images/halden-case-clear.png"
};
static const unsigned char file_81[] = {
#embed "../../examples/demo-shop/images/halden-case-moss.png"
};
static const unsigned char file_82[] = {
#embed "../../examples/demo-shop/images/halden-case-plum.png"
};
static const unsigned char file_83[] = {
#embed "../../examples/demo-shop/images/halden-glass.png"
};
static const unsigned char file_84[] = {
#embed "../../examples/demo-shop/images/harrow-backpack.png"
};
static const unsigned char file_85[] = {
#embed "../../examples/demo-shop/images/harrow-half-case.png"
};
static const unsigned char file_86[] = {
#embed "../../examples/demo-shop/images/harrow-pouch.png"
};
static const unsigned char file_87[] = {
#embed "../../examples/demo-shop/images/harrow-sling.png"
};
static const unsigned char file_88[] = {
#embed "../../examples/demo-shop/images/harrow-strap.png"
};
static const unsigned char file_89[] = {
#embed "../../examples/demo-shop/images/kestrel-cleaning-kit.png"
};
static const unsigned char file_90[] = {
#embed "../../examples/demo-shop/images/kestrel-micro-128.png"
};
static const unsigned char file_91[] = {
#embed "../../examples/demo-shop/images/kestrel-micro-256.png"
};
static const unsigned char file_92[] = {
#embed "../../examples/demo-shop/images/kestrel-micro-512.png"
};
static const unsigned char file_93[] = {
#embed "../../examples/demo-shop/images/kestrel-micro-64.png"
};
static const unsigned char file_94[] = {
#embed "../../examples/demo-shop/images/kestrel-nd-filter.png"
};
static const unsigned char file_95[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-128.png"
};
static const unsigned char file_96[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-256.png"
};
static const unsigned char file_97[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-512.png"
};
static const unsigned char file_98[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-64.png"
};
static const unsigned char file_99[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-pro-128.png"
};
static const unsigned char file_100[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-pro-256.png"
};
static const unsigned char file_101[] = {
#embed "../../examples/demo-shop/images/kestrel-sd-pro-512.png"
};
static const unsigned char file_102[] = {
#embed "../../examples/demo-shop/images/logo.png"
};
static const unsigned char file_103[] = {
#embed "../../examples/demo-shop/images/maren-brush-pro.png"
};
static const unsigned char file_104[] = {
#embed "../../examples/demo-shop/images/maren-brush.png"
};
static const unsigned char file_105[] = {
#embed "../../examples/demo-shop/images/maren-cotton.png"
};
static const unsigned char file_106[] = {
#embed "../../examples/demo-shop/images/maren-gua-sha.png"
};
static const unsigned char file_107[] = {
#embed "../../examples/demo-shop/images/maren-headband.png"
};
static const unsigned char file_108[] = {
#embed "../../examples/demo-shop/images/maren-roller.png"
};
static const unsigned char file_109[] = {
#embed "../../examples/demo-shop/images/northlight-16.png"
};
static const unsigned char file_110[] = {
#embed "../../examples/demo-shop/images/northlight-24-70-pro.png"
};
static const unsigned char file_111[] = {
#embed "../../examples/demo-shop/images/northlight-24-70.png"
};
static const unsigned char file_112[] = {
#embed "../../examples/demo-shop/images/northlight-35.png"
};
static const unsigned char file_113[] = {
#embed "../../examples/demo-shop/images/northlight-50-pro.png"
};
static const unsigned char file_114[] = {
#embed "../../examples/demo-shop/images/northlight-50.png"
};
static const unsigned char file_115[] = {
#embed "../../examples/demo-shop/images/northlight-70-200-pro.png"
};
static const unsigned char file_116[] = {
#embed "../../examples/demo-shop/images/northlight-70-200.png"
};
static const unsigned char file_117[] = {
#embed "../../examples/demo-shop/images/northlight-85.png"
};
static const unsigned char file_118[] = {
#embed "../../examples/demo-shop/images/northlight-carbon-tripod.png"
};
static const unsigned char file_119[] = {
#embed "../../examples/demo-shop/images/northlight-table-tripod.png"
};
static const unsigned char file_120[] = {
#embed "../../examples/demo-shop/images/northlight-travel-tripod.png"
};
static const unsigned char file_121[] = {
#embed "../../examples/demo-shop/images/petrichor-clay-mask.png"
};
static const unsigned char file_122[] = {
#embed "../../examples/demo-shop/images/petrichor-day-cream.png"
};
static const unsigned char file_123[] = {
#embed "../../examples/demo-shop/images/petrichor-gel-150.png"
};
static const unsigned char file_124[] = {
#embed "../../examples/demo-shop/images/petrichor-gel-300.png"
};
static const unsigned char file_125[] = {
#embed "../../examples/demo-shop/images/petrichor-gel-cream-100.png"
};
static const unsigned char file_126[] = {
#embed "../../examples/demo-shop/images/petrichor-gel-cream-50.png"
};
static const unsigned char file_127[] = {
#embed "../../examples/demo-shop/images/petrichor-hyaluron-30.png"
};
static const unsigned char file_128[] = {
#embed "../../examples/demo-shop/images/petrichor-hyaluron-50.png"
};
static const unsigned char file_129[] = {
#embed "../../examples/demo-shop/images/petrichor-night-mask.png"
};
static const unsigned char file_130[] = {
#embed "../../examples/demo-shop/images/petrichor-oil-150.png"
};
static const unsigned char file_131[] = {
#embed "../../examples/demo-shop/images/petrichor-retinal-30.png"
};
static const unsigned char file_132[] = {
#embed "../../examples/demo-shop/images/petrichor-retinal-50.png"
};
static const unsigned char file_133[] = {
#embed "../../examples/demo-shop/images/petrichor-rich-cream.png"
};
static const unsigned char file_134[] = {
#embed "../../examples/demo-shop/images/petrichor-sun-50.png"
};
static const unsigned char file_135[] = {
#embed "../../examples/demo-shop/images/petrichor-toner.png"
};
static const unsigned char file_136[] = {
#embed "../../examples/demo-shop/images/petrichor-vitamin-c-30.png"
};
static const unsigned char file_137[] = {
#embed "../../examples/demo-shop/images/petrichor-vitamin-c-50.png"
};
static const unsigned char file_138[] = {
#embed "../../examples/demo-shop/images/pipit-film-20.png"
};
static const unsigned char file_139[] = {
#embed "../../examples/demo-shop/images/pipit-film-60.png"
};
static const unsigned char file_140[] = {
#embed "../../examples/demo-shop/images/pipit-instant-plus.png"
};
static const unsigned char file_141[] = {
#embed "../../examples/demo-shop/images/pipit-instant.png"
};
static const unsigned char file_142[] = {
#embed "../../examples/demo-shop/images/sona-air-pro.png"
};
static const unsigned char file_143[] = {
#embed "../../examples/demo-shop/images/sona-air.png"
};
static const unsigned char file_144[] = {
#embed "../../examples/demo-shop/images/sona-case.png"
};
static const unsigned char file_145[] = {
#embed "../../examples/demo-shop/images/sona-mini.png"
};
static const unsigned char file_146[] = {
#embed "../../examples/demo-shop/images/sona-over-max.png"
};
static const unsigned char file_147[] = {
#embed "../../examples/demo-shop/images/sona-over.png"
};
static const unsigned char file_148[] = {
#embed "../../examples/demo-shop/images/sona-roam.png"
};
static const unsigned char file_149[] = {
#embed "../../examples/demo-shop/images/sona-tips.png"
};
static const unsigned char file_150[] = {
#embed "../../examples/demo-shop/images/tern-2.png"
};
static const unsigned char file_151[] = {
#embed "../../examples/demo-shop/images/tern-3.png"
};
static const unsigned char file_152[] = {
#embed "../../examples/demo-shop/images/tern-4.png"
};
static const unsigned char file_153[] = {
#embed "../../examples/demo-shop/images/tern-dive-case.png"
};
static const unsigned char file_154[] = {
#embed "../../examples/demo-shop/images/tern-mounts.png"
};
static const unsigned char file_155[] = {
#embed "../../examples/demo-shop/images/volta-bank-10.png"
};
static const unsigned char file_156[] = {
#embed "../../examples/demo-shop/images/volta-bank-20.png"
};
static const unsigned char file_157[] = {
#embed "../../examples/demo-shop/images/volta-charger-20.png"
};
static const unsigned char file_158[] = {
#embed "../../examples/demo-shop/images/volta-charger-45.png"
};

static const StarterShopFile files[] = {
    {"dovetail.yaml", file_0, sizeof file_0},
    {"campaigns/build-your-basket.yaml", file_1, sizeof file_1},
    {"campaigns/complete-the-set.yaml", file_2, sizeof file_2},
    {"campaigns/frequently-bought-together.yaml", file_3, sizeof file_3},
    {"campaigns/premium-upgrade.yaml", file_4, sizeof file_4},
    {"campaigns/win-back.yaml", file_5, sizeof file_5},
    {"campaigns/your-edit.yaml", file_6, sizeof file_6},
    {"templates/build-your-basket-push.json", file_7, sizeof file_7},
    {"templates/build-your-basket.html", file_8, sizeof file_8},
    {"templates/complete-the-set-push.json", file_9, sizeof file_9},
    {"templates/complete-the-set.html", file_10, sizeof file_10},
    {"templates/frequently-bought-together-push.json", file_11, sizeof file_11},
    {"templates/frequently-bought-together.html", file_12, sizeof file_12},
    {"templates/partials/badge.html", file_13, sizeof file_13},
    {"templates/partials/bundle.html", file_14, sizeof file_14},
    {"templates/partials/button.html", file_15, sizeof file_15},
    {"templates/partials/feature.html", file_16, sizeof file_16},
    {"templates/partials/footer.html", file_17, sizeof file_17},
    {"templates/partials/header.html", file_18, sizeof file_18},
    {"templates/partials/layout_bottom.html", file_19, sizeof file_19},
    {"templates/partials/layout_top.html", file_20, sizeof file_20},
    {"templates/partials/offer.html", file_21, sizeof file_21},
    {"templates/partials/owned.html", file_22, sizeof file_22},
    {"templates/partials/picture.html", file_23, sizeof file_23},
    {"templates/partials/preheader.html", file_24, sizeof file_24},
    {"templates/partials/price.html", file_25, sizeof file_25},
    {"templates/partials/product_card.html", file_26, sizeof file_26},
    {"templates/partials/product_grid.html", file_27, sizeof file_27},
    {"templates/partials/product_row.html", file_28, sizeof file_28},
    {"templates/partials/styles.html", file_29, sizeof file_29},
    {"templates/partials/upgrade.html", file_30, sizeof file_30},
    {"templates/premium-upgrade-push.json", file_31, sizeof file_31},
    {"templates/premium-upgrade.html", file_32, sizeof file_32},
    {"templates/triggered.html", file_33, sizeof file_33},
    {"templates/win-back-push.json", file_34, sizeof file_34},
    {"templates/win-back.html", file_35, sizeof file_35},
    {"templates/your-edit-push.json", file_36, sizeof file_36},
    {"templates/your-edit.html", file_37, sizeof file_37},
    {"data/customers.csv", file_38, sizeof file_38},
    {"data/events.csv.gz", file_39, sizeof file_39},
    {"data/orders.csv", file_40, sizeof file_40},
    {"data/products.csv", file_41, sizeof file_41},
    {"images/aurel-battery.png", file_42, sizeof file_42},
    {"images/aurel-c1.png", file_43, sizeof file_43},
    {"images/aurel-c2.png", file_44, sizeof file_44},
    {"images/aurel-c3.png", file_45, sizeof file_45},
    {"images/aurel-charger.png", file_46, sizeof file_46},
    {"images/aurel-m3.png", file_47, sizeof file_47},
    {"images/aurel-m5-black.png", file_48, sizeof file_48},
    {"images/aurel-m5-silver.png", file_49, sizeof file_49},
    {"images/aurel-m7.png", file_50, sizeof file_50},
    {"images/aurel-m9.png", file_51, sizeof file_51},
    {"images/brun-descaler.png", file_52, sizeof file_52},
    {"images/brun-dripper.png", file_53, sizeof file_53},
    {"images/brun-espresso-due.png", file_54, sizeof file_54},
    {"images/brun-espresso.png", file_55, sizeof file_55},
    {"images/brun-grinder-pro.png", file_56, sizeof file_56},
    {"images/brun-grinder.png", file_57, sizeof file_57},
    {"images/brun-hand-grinder.png", file_58, sizeof file_58},
    {"images/brun-kettle-pour.png", file_59, sizeof file_59},
    {"images/brun-kettle.png", file_60, sizeof file_60},
    {"images/brun-papers.png", file_61, sizeof file_61},
    {"images/brun-press.png", file_62, sizeof file_62},
    {"images/brun-scale.png", file_63, sizeof file_63},
    {"images/ember-decaf-1000.png", file_64, sizeof file_64},
    {"images/ember-decaf-250.png", file_65, sizeof file_65},
    {"images/ember-espresso-1000.png", file_66, sizeof file_66},
    {"images/ember-espresso-250.png", file_67, sizeof file_67},
    {"images/ember-ethiopia-1000.png", file_68, sizeof file_68},
    {"images/ember-ethiopia-250.png", file_69, sizeof file_69},
    {"images/ember-mug-moss.png", file_70, sizeof file_70},
    {"images/ember-mug-rust.png", file_71, sizeof file_71},
    {"images/ember-mug-sand.png", file_72, sizeof file_72},
    {"images/halden-6-128.png", file_73, sizeof file_73},
    {"images/halden-6-256.png", file_74, sizeof file_74},
    {"images/halden-7-128.png", file_75, sizeof file_75},
    {"images/halden-7-256.png", file_76, sizeof file_76},
    {"images/halden-7-512.png", file_77, sizeof file_77},
    {"images/halden-7-pro-256.png", file_78, sizeof file_78},
    {"images/halden-7-pro-512.png", file_79, sizeof file_79},
    {"images/halden-case-clear.png", file_80, sizeof file_80},
    {"images/halden-case-moss.png", file_81, sizeof file_81},
    {"images/halden-case-plum.png", file_82, sizeof file_82},
    {"images/halden-glass.png", file_83, sizeof file_83},
    {"images/harrow-backpack.png", file_84, sizeof file_84},
    {"images/harrow-half-case.png", file_85, sizeof file_85},
    {"images/harrow-pouch.png", file_86, sizeof file_86},
    {"images/harrow-sling.png", file_87, sizeof file_87},
    {"images/harrow-strap.png", file_88, sizeof file_88},
    {"images/kestrel-cleaning-kit.png", file_89, sizeof file_89},
    {"images/kestrel-micro-128.png", file_90, sizeof file_90},
    {"images/kestrel-micro-256.png", file_91, sizeof file_91},
    {"images/kestrel-micro-512.png", file_92, sizeof file_92},
    {"images/kestrel-micro-64.png", file_93, sizeof file_93},
    {"images/kestrel-nd-filter.png", file_94, sizeof file_94},
    {"images/kestrel-sd-128.png", file_95, sizeof file_95},
    {"images/kestrel-sd-256.png", file_96, sizeof file_96},
    {"images/kestrel-sd-512.png", file_97, sizeof file_97},
    {"images/kestrel-sd-64.png", file_98, sizeof file_98},
    {"images/kestrel-sd-pro-128.png", file_99, sizeof file_99},
    {"images/kestrel-sd-pro-256.png", file_100, sizeof file_100},
    {"images/kestrel-sd-pro-512.png", file_101, sizeof file_101},
    {"images/logo.png", file_102, sizeof file_102},
    {"images/maren-brush-pro.png", file_103, sizeof file_103},
    {"images/maren-brush.png", file_104, sizeof file_104},
    {"images/maren-cotton.png", file_105, sizeof file_105},
    {"images/maren-gua-sha.png", file_106, sizeof file_106},
    {"images/maren-headband.png", file_107, sizeof file_107},
    {"images/maren-roller.png", file_108, sizeof file_108},
    {"images/northlight-16.png", file_109, sizeof file_109},
    {"images/northlight-24-70-pro.png", file_110, sizeof file_110},
    {"images/northlight-24-70.png", file_111, sizeof file_111},
    {"images/northlight-35.png", file_112, sizeof file_112},
    {"images/northlight-50-pro.png", file_113, sizeof file_113},
    {"images/northlight-50.png", file_114, sizeof file_114},
    {"images/northlight-70-200-pro.png", file_115, sizeof file_115},
    {"images/northlight-70-200.png", file_116, sizeof file_116},
    {"images/northlight-85.png", file_117, sizeof file_117},
    {"images/northlight-carbon-tripod.png", file_118, sizeof file_118},
    {"images/northlight-table-tripod.png", file_119, sizeof file_119},
    {"images/northlight-travel-tripod.png", file_120, sizeof file_120},
    {"images/petrichor-clay-mask.png", file_121, sizeof file_121},
    {"images/petrichor-day-cream.png", file_122, sizeof file_122},
    {"images/petrichor-gel-150.png", file_123, sizeof file_123},
    {"images/petrichor-gel-300.png", file_124, sizeof file_124},
    {"images/petrichor-gel-cream-100.png", file_125, sizeof file_125},
    {"images/petrichor-gel-cream-50.png", file_126, sizeof file_126},
    {"images/petrichor-hyaluron-30.png", file_127, sizeof file_127},
    {"images/petrichor-hyaluron-50.png", file_128, sizeof file_128},
    {"images/petrichor-night-mask.png", file_129, sizeof file_129},
    {"images/petrichor-oil-150.png", file_130, sizeof file_130},
    {"images/petrichor-retinal-30.png", file_131, sizeof file_131},
    {"images/petrichor-retinal-50.png", file_132, sizeof file_132},
    {"images/petrichor-rich-cream.png", file_133, sizeof file_133},
    {"images/petrichor-sun-50.png", file_134, sizeof file_134},
    {"images/petrichor-toner.png", file_135, sizeof file_135},
    {"images/petrichor-vitamin-c-30.png", file_136, sizeof file_136},
    {"images/petrichor-vitamin-c-50.png", file_137, sizeof file_137},
    {"images/pipit-film-20.png", file_138, sizeof file_138},
    {"images/pipit-film-60.png", file_139, sizeof file_139},
    {"images/pipit-instant-plus.png", file_140, sizeof file_140},
    {"images/pipit-instant.png", file_141, sizeof file_141},
    {"images/sona-air-pro.png", file_142, sizeof file_142},
    {"images/sona-air.png", file_143, sizeof file_143},
    {"images/sona-case.png", file_144, sizeof file_144},
    {"images/sona-mini.png", file_145, sizeof file_145},
    {"images/sona-over-max.png", file_146, sizeof file_146},
    {"images/sona-over.png", file_147, sizeof file_147},
    {"images/sona-roam.png", file_148, sizeof file_148},
    {"images/sona-tips.png", file_149, sizeof file_149},
    {"images/tern-2.png", file_150, sizeof file_150},
    {"images/tern-3.png", file_151, sizeof file_151},
    {"images/tern-4.png", file_152, sizeof file_152},
    {"images/tern-dive-case.png", file_153, sizeof file_153},
    {"images/tern-mounts.png", file_154, sizeof file_154},
    {"images/volta-bank-10.png", file_155, sizeof file_155},
    {"images/volta-bank-20.png", file_156, sizeof file_156},
    {"images/volta-charger-20.png", file_157, sizeof file_157},
    {"images/volta-charger-45.png", file_158, sizeof file_158},
};

size_t starter_shop_file_count(void) { return sizeof files / sizeof files[0]; }

const StarterShopFile *starter_shop_file(size_t index) { return &files[index]; }
