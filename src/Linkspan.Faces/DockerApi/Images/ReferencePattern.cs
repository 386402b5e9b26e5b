using System.Text;
using System.Text.RegularExpressions;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>
/// The <c>reference</c> filter of images: a pattern of path.Match (<c>*</c>, <c>?</c>, <c>[a-z]</c>, none of which crosses a slash) against
/// a whole name or the name without its tag.
/// </summary>
internal static class ReferencePattern
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    /// <param name="name">Name as users write it, with tag or digest.</param>
    /// <param name="pattern">Pattern.</param>
    public static bool Fits(string name, string pattern)
    {
        int digest = name.IndexOf('@', StringComparison.Ordinal);
        string bare = digest >= 0 ? name[..digest] : name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
        try
        {
            var expression = new Regex(Expression(pattern), RegexOptions.CultureInvariant, PatternTimeout);
            return expression.IsMatch(name) || expression.IsMatch(bare);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false; // an unfinished [ fits nothing
        }
    }

    private static string Expression(string pattern)
    {
        var text = new StringBuilder("^");
        bool set = false;
        foreach (char c in pattern)
        {
            set = c switch
            {
                '[' when !set => true,
                ']' => false,
                _ => set,
            };
            text.Append(c switch
            {
                '*' when !set => "[^/]*",
                '?' when !set => "[^/]",
                '[' or ']' or '-' or '^' when set || c is ']' or '[' => c.ToString(),
                _ => Regex.Escape(c.ToString()),
            });
        }

        return text.Append("\\z").ToString();
    }
}
