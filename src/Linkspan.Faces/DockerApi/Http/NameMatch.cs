using System.Text.RegularExpressions;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>The <c>name</c> filter: a part of the name, or a regular expression.</summary>
internal static class NameMatch
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    public static bool Fits(string name, string pattern)
    {
        if (name.Contains(pattern, StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false; // no pattern, or none that ends: the plain comparison stands
        }
    }
}
