using System.Security.Cryptography;

namespace Linkspan.Containers.Names;

/// <summary>Names for containers that were given none: an adjective and someone who made computers or networks what they are.</summary>
internal static class NameGenerator
{
    private static readonly string[] Adjectives =
    [
        "amber", "bold", "brisk", "calm", "candid", "clever", "cosmic", "crisp", "curious", "daring", "deft", "eager", "earnest", "fair", "fleet", "gentle",
        "glad", "golden", "handy", "hardy", "humble", "jolly", "keen", "kind", "lively", "lucid", "mellow", "merry", "mighty", "modest", "nimble", "noble",
        "patient", "plucky", "polite", "prime", "proud", "quick", "quiet", "rapid", "ready", "sharp", "silent", "smart", "solid", "spry", "steady", "sunny",
        "swift", "tidy", "tranquil", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zesty",
    ];

    private static readonly string[] Surnames =
    [
        "abramson", "allen", "babbage", "baran", "bartik", "berners", "boole", "bouman", "brooks", "cerf", "church", "clarke", "codd", "conway", "corbato",
        "cray", "curie", "dahl", "davies", "dijkstra", "easley", "engelbart", "estrin", "feinler", "floyd", "franklin", "gauss", "goldberg", "goldwasser",
        "hamilton", "hamming", "hoare", "hopper", "huffman", "jacobson", "jennings", "kahn", "karn", "keller", "kleinrock", "knuth", "lamarr", "lamport",
        "lampson", "liskov", "lovelace", "mauchly", "metcalfe", "milner", "mockapetris", "naur", "neumann", "noether", "noyce", "nygaard", "perlman",
        "perlis", "postel", "pouzin", "ritchie", "roberts", "shannon", "stallman", "sutherland", "taylor", "thompson", "tukey", "turing", "wilkes",
        "wirth", "zuse",
    ];

    /// <summary>A name that is not taken; after some tries a number makes it different.</summary>
    public static string Next(Func<string, bool> taken)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = Pick(Adjectives) + "_" + Pick(Surnames) + (attempt < 6 ? "" : RandomNumberGenerator.GetInt32(1_000_000).ToString());
            if (!taken(name))
            {
                return name;
            }
        }
    }

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
