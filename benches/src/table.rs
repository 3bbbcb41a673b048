//! The figures that the rules look up, as engines other than Sadame are given them. They are those of `rules/contracts.sadame`.

/// One debt-burden act.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    /// The item.
    pub item: &'static str,
    /// The most that contracts may come to, in yen.
    pub limit: i64,
    /// The fiscal year in which the contract is made.
    pub year: i32,
    /// The first and last fiscal year in which it may be paid.
    pub burden: (i32, i32),
}

/// The twenty acts, in the order of the rules.
pub const ACTS: [Act; 20] = [
    Act { item: "（架空）庁内端末機器のリース", limit: 12_848_000, year: 2014, burden: (2015, 2016) },
    Act {
        item: "（架空）基幹系サーバ等機器のリース及び保守業務", limit: 92_788_000, year: 2015, burden: (2015, 2017)
    },
    Act { item: "（架空）全国ネットワーク運用管理業務", limit: 360_000_000, year: 2016, burden: (2016, 2019) },
    Act { item: "（架空）コールセンター運用業務", limit: 403_000_000, year: 2017, burden: (2018, 2022) },
    Act {
        item: "（架空）広報用ホームページ運用保守業務", limit: 60_000_000, year: 2014, burden: (2014, 2019)
    },
    Act {
        item: "（架空）開発環境機器のリース及び保守業務", limit: 17_000_000, year: 2015, burden: (2015, 2016)
    },
    Act { item: "（架空）事務用機器リース", limit: 13_100_000, year: 2016, burden: (2017, 2019) },
    Act {
        item: "（架空）都道府県ネットワーク機器等に係るリース及び保守業務",
        limit: 53_700_000,
        year: 2017,
        burden: (2017, 2020),
    },
    Act { item: "（架空）認証業務における準拠性監査", limit: 132_713_000, year: 2014, burden: (2014, 2018) },
    Act {
        item: "（架空）認証業務におけるアプリケーション保守等業務", limit: 705_804_000, year: 2015, burden: (2016, 2021)
    },
    Act {
        item: "（架空）有効性確認システム機器リース等（追加分）", limit: 576_322_000, year: 2016, burden: (2016, 2017)
    },
    Act {
        item: "（架空）セキュリティ強化対策機器リース及び保守", limit: 40_927_000, year: 2017, burden: (2017, 2019)
    },
    Act {
        item: "（架空）定期監査及び準拠性システム監査", limit: 33_000_000, year: 2014, burden: (2015, 2018)
    },
    Act {
        item: "（架空）ウイルス対策ソフトウェアライセンス契約", limit: 7_750_000, year: 2015, burden: (2015, 2019)
    },
    Act { item: "（架空）運用監視業務", limit: 305_000_000, year: 2016, burden: (2016, 2021) },
    Act { item: "（架空）ヘルプデスク業務", limit: 99_000_000, year: 2017, burden: (2018, 2019) },
    Act { item: "（架空）認証局システム運用業務", limit: 169_000_000, year: 2014, burden: (2014, 2016) },
    Act { item: "（架空）アップデート業務", limit: 23_100_000, year: 2015, burden: (2015, 2018) },
    Act { item: "（架空）応答装置リース及び保守", limit: 134_113_000, year: 2016, burden: (2017, 2021) },
    Act { item: "（架空）地方税システム用回線の借入れ", limit: 28_600_000, year: 2017, burden: (2017, 2022) },
];

/// The ceiling of small-amount negotiated contracts for each kind, in yen.
pub const CEILINGS: [(&str, i64); 3] = [("works", 4_000_000), ("purchase", 3_000_000), ("lease", 1_500_000)];

/// The clauses that a contract with personal data must hold.
pub const REQUIRED_CLAUSES: [&str; 6] = ["safety", "secrecy", "education", "damages", "compliance", "suboutsourcing"];
