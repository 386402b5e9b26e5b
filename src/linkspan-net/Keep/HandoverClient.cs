using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep;

/// <summary>An attached client as it stands at a handover.</summary>
/// <param name="Settings">What it takes and gives.</param>
/// <param name="Waiting">Output that it has not taken.</param>
/// <param name="InputEnded">It has ended its input.</param>
internal sealed record HandoverClient(KeeperAttach Settings, byte[] Waiting, bool InputEnded);
