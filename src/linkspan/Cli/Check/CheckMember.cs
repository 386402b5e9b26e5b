namespace Linkspan.Cli.Check;

/// <summary>A running container of the network under check.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sandbox">The path of its network namespace.</param>
/// <param name="Addresses">Its addresses on the network.</param>
/// <param name="Names">The names by which the others should know it.</param>
internal sealed record CheckMember(string Name, string Sandbox, IPAddress[] Addresses, string[] Names);
