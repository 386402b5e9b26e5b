using System.Globalization;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>A version of the Docker Engine API. Only the minor number ever changed.</summary>
/// <param name="Minor">The number behind <c>1.</c>.</param>
internal readonly record struct ApiVersion(int Minor) : IComparable<ApiVersion>
{
    /// <summary>Oldest version answered.</summary>
    public static readonly ApiVersion Oldest = new(24);

    /// <summary>Newest version answered, and the one of paths without a version.</summary>
    public static readonly ApiVersion Newest = new(51);

    public static bool operator <(ApiVersion left, ApiVersion right) => left.Minor < right.Minor;

    public static bool operator >(ApiVersion left, ApiVersion right) => left.Minor > right.Minor;

    public static bool operator <=(ApiVersion left, ApiVersion right) => left.Minor <= right.Minor;

    public static bool operator >=(ApiVersion left, ApiVersion right) => left.Minor >= right.Minor;

    /// <summary>Reads the first segment of a path: <c>v1.43</c>.</summary>
    public static bool TryParse(string segment, out ApiVersion version)
    {
        version = default;
        if (!segment.StartsWith("v1.", StringComparison.Ordinal) || !int.TryParse(segment.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
        {
            return false;
        }

        version = new ApiVersion(minor);
        return true;
    }

    public int CompareTo(ApiVersion other) => Minor.CompareTo(other.Minor);

    public override string ToString() => $"1.{Minor}";
}
