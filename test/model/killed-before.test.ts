import { tellStoriesKilled } from './kill-points.ts';

tellStoriesKilled('before');
