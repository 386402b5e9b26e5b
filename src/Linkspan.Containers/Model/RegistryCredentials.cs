namespace Linkspan.Containers.Model;

/// <summary>Credentials for a registry; never logged.</summary>
/// <param name="Username">User.</param>
/// <param name="Password">Password or token.</param>
public sealed record RegistryCredentials(string Username, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => Username;
}
